import type { Json } from '../json.ts';

/** A value as it stands in the first column of a crosswalk: text without blanks around it. Undefined for no value. */
export function crosswalkKey(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const key = String(value).trim();
  return key === '' ? undefined : key;
}
