import { NumberInput } from '@mantine/core';
import type { CHANNEL_FIELDS, ChannelKind, ChannelValue } from '../../../core/alert/channels.ts';
import { FieldInput } from '../../parts/FieldInput.tsx';

interface ChannelInputProps {
  readonly field: (typeof CHANNEL_FIELDS)[ChannelKind][number];
  readonly value: ChannelValue | undefined;
  /** Last four characters of the secret that is stored. */
  readonly stored: string | undefined;
  readonly onChange: (value: ChannelValue) => void;
}

/** One setting of a channel. */
export function ChannelInput({ field, value, stored, onChange }: ChannelInputProps) {
  const { label, help, type, required = false } = field;
  if (type === 'number') {
    const amount = Number(value ?? 0);
    const change = (next: number | string) => onChange(Number(next));
    return (
      <NumberInput label={label} description={help} required={required} min={1} value={amount} onChange={change} />
    );
  }
  return (
    <FieldInput
      field={field}
      value={value}
      required={required}
      allowNone={false}
      storedEnd={stored}
      onChange={onChange}
    />
  );
}
