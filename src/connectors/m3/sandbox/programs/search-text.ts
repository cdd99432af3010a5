import type { MiRecord } from '../state/effects.ts';

/** One term of a search: a field that has to hold a word, or be like it (`~`). */
interface Term {
  field: string;
  word: string;
  fuzzy: boolean;
}

/**
 * Reads a search text such as `CUNM:Smith~ AND PONO:12345`; a bare word looks through all fields.
 * Undefined when it cannot be read.
 */
export function readSearch(text: string): Term[] | undefined {
  const parts = text
    .split(/\s+AND\s+|\s+(?=[A-Z0-9]{4}:)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return parts.map((part) => {
    const [, field = '', rest = ''] = /^(?:([A-Z0-9]{4}):)?(.*)$/.exec(part) ?? [];
    const word = rest
      .replace(/~\d*$/, '')
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase();
    return { field, word, fuzzy: /[~*]\d*$/.test(rest) };
  });
}

/** True when a record meets every term. */
export function matchesSearch(terms: readonly Term[], record: MiRecord): boolean {
  return terms.every(({ field, word, fuzzy }) => {
    const values = field === '' ? Object.values(record) : [record[field] ?? ''];
    const plain = word.replace(/\*$/, '');
    return values.some((value) => {
      const lower = value.toLowerCase();
      return fuzzy || field === '' ? lower.includes(plain) : lower === plain || lower.split(/\s+/).includes(plain);
    });
  });
}
