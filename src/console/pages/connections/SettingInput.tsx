import { PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import type { Connection, SettingField } from '../../../api/types.ts';
import type { FormValues } from './form-model.ts';

type Value = FormValues[string];

interface SettingInputProps {
  readonly field: SettingField;
  readonly value: Value;
  /** What is known of a stored secret. */
  readonly secret: Connection['secrets'][string] | undefined;
  readonly fromFile: boolean;
  readonly fault: string | undefined;
  readonly onChange: (value: Value) => void;
}

/** One setting, as its declaration says. */
export function SettingInput({ field, value, secret, fromFile, fault, onChange }: SettingInputProps) {
  const required = (field.required ?? false) && !fromFile;
  const common = { label: field.label, description: field.help, required, error: fault };
  const text = String(value);
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
          data={(field.choices ?? []).map((choice) => ({ ...choice }))}
          value={text === '' ? null : text}
          allowDeselect={!required}
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
          required={required && secret === undefined}
          value={text}
          autoComplete="new-password"
          placeholder={secret ? `set, ends in ${secret.lastFour}; empty keeps it` : ''}
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
