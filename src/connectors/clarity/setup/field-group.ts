import type { SettingField } from '../../kit/connector.ts';

type Field = Omit<SettingField, 'group'>;

/** Fields under one heading of the form. */
export function inGroup(group: string, fields: readonly Field[]): readonly SettingField[] {
  return fields.map((field) => ({ ...field, group }));
}

/** Choices of a field from a table of value and label. */
export function choices(table: Readonly<Record<string, string>>): { value: string; label: string }[] {
  return Object.entries(table).map(([value, label]) => ({ value, label }));
}
