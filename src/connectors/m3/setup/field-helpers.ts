import type { SettingField } from '../../kit/connector.ts';

/** Fields that stand under one heading. */
export function inGroup(group: string, fields: readonly Omit<SettingField, 'group'>[]): SettingField[] {
  return fields.map((field) => ({ ...field, group }));
}

/** Choices from value to label. */
export function choices(table: Readonly<Record<string, string>>): { value: string; label: string }[] {
  return Object.entries(table).map(([value, label]) => ({ value, label }));
}
