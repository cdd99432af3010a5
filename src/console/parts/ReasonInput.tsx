import { Textarea } from '@mantine/core';

interface ReasonInputProps {
  readonly label?: string;
  /** Who will read it, and where. */
  readonly description: string;
  readonly required?: boolean;
  /** Whether a dialog begins here. */
  readonly isFirst?: boolean;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Asks why a person does something, as long as the product keeps it: 500 characters. */
export function ReasonInput(props: ReasonInputProps) {
  const { label = 'Reason', description, required = true, isFirst = false, value, onChange } = props;
  return (
    <Textarea
      label={label}
      description={description}
      required={required}
      data-autofocus={isFirst || undefined}
      rows={2}
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
