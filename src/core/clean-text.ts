import type { Json, JsonObject } from './json.ts';

/** Whether a JSON text may hold what {@link cleanText} takes out. Says yes too often, never too seldom. */
export function mayNeedCleaning(text: string): boolean {
  return /\\u0000|\\u[dD][89a-fA-F]/.test(text) || !text.isWellFormed();
}

/**
 * Takes NUL characters and halves of surrogate pairs out of all texts and keys. PostgreSQL keeps neither in jsonb: an
 * order with one of them in a name could never be stored, however often it is sent.
 */
export function cleanText<T extends Json | JsonObject>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanString(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [cleanString(key), clean(member)]));
}

function cleanString(text: string): string {
  const whole = text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, '');
  return whole.replaceAll('\0', '');
}
