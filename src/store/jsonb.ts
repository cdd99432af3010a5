import { cleanText, mayNeedCleaning } from '../core/clean-text.ts';
import type { Json } from '../core/json.ts';

/**
 * A value as the JSON text that a jsonb parameter takes. NUL characters and halves of surrogate pairs, which PostgreSQL
 * refuses, are taken out: a name with one of them must not keep an order from being stored (D02).
 */
export function jsonbText(value: unknown): string {
  const text = JSON.stringify(value);
  return mayNeedCleaning(text) ? JSON.stringify(cleanText(value as Json)) : text;
}
