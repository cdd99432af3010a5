import { PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';

interface FieldInputProps {
  readonly field: {
    readonly label: string;
    readonly help?: string | undefined;
    readonly type: string;
    readonly choices?: readonly (string | { readonly value: string; readonly label: string })[] | undefined;
  };
  readonly value: string | number | boolean | readonly string[] | undefined;
  readonly required: boolean;
  readonly fault?: string | undefined;
  /** Last four characters of the secret that is stored; without one an empty field means none. */
  readonly storedEnd: string | undefined;
  /** Whether a choice can be taken back; where left out, when nothing requires one. */
  readonly allowNone?: boolean;
  readonly onChange: (value: string | boolean | string[]) => void;
}

/** One setting as its declaration says: a switch, a choice, a list, a secret or a line of text. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, required, fault, storedEnd, allowNone = !required, onChange } = props;
  const common = { label: field.label, description: field.help, required, error: fault };
  const text = String(value ?? '');
  switch (field.type) {
    case 'boolean':
      return (
        <Switch
          label={field.label}
          description={field.help}
          error={fault}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={[...(field.choices ?? [])]}
          value={text === '' ? null : text}
          allowDeselect={allowNone}
          placeholder="Choose"
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...common}
          value={Array.isArray(value) ? [...value] : []}
          placeholder="Type and press Enter"
          onChange={onChange}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          required={required && storedEnd === undefined}
          value={text}
          autoComplete="new-password"
          placeholder={storedEnd === undefined ? '' : `set, ends in ${storedEnd}; empty keeps it`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={field.type === 'url' ? 'url' : 'text'}
          inputMode={field.type === 'number' ? 'decimal' : undefined}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
