import { NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import type { CHANNEL_FIELDS, ChannelKind, ChannelValue } from '../../../core/alert/channels.ts';

interface ChannelInputProps {
  readonly field: (typeof CHANNEL_FIELDS)[ChannelKind][number];
  readonly value: ChannelValue | undefined;
  /** Last four characters of the secret that is stored. */
  readonly stored: string | undefined;
  readonly onChange: (value: ChannelValue) => void;
}

/** One setting of a channel. */
export function ChannelInput({ field, value, stored, onChange }: ChannelInputProps) {
  const required = (field.required ?? false) && stored === undefined;
  const common = { label: field.label, description: field.help, required };
  switch (field.type) {
    case 'boolean':
      return (
        <Switch
          label={field.label}
          description={field.help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return <NumberInput {...common} min={1} value={Number(value ?? 0)} onChange={(next) => onChange(Number(next))} />;
    case 'choice':
      return (
        <Select
          {...common}
          data={[...(field.choices ?? [])]}
          value={String(value ?? '')}
          allowDeselect={false}
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
          value={String(value ?? '')}
          autoComplete="new-password"
          placeholder={stored === undefined ? '' : `set, ends in ${stored}; empty keeps it`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          value={String(value ?? '')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
