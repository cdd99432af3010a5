import type { Facts } from '../engine/ports.ts';

const longestKey = 120;

/** The form in which a search key is stored and looked up: NFKC, lower case, single blanks. */
export function normalizeKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim().slice(0, longestKey);
}

/** Facts that are amounts or shared by most runs find nothing and only cost space. */
const unsearchable: ReadonlySet<string> = new Set(['amount', 'currency', 'store']);

/** Everything a person may type to find a run with these facts: each fact, and each word of a name. */
export function searchKeysOf(facts: Facts): string[] {
  const keys = new Set<string>();
  for (const [name, value] of Object.entries(facts)) {
    if (unsearchable.has(name) || !value) continue;
    const key = normalizeKey(value);
    keys.add(key);
    if (name === 'name') for (const word of key.split(' ').slice(1)) if (word.length > 2) keys.add(word);
  }
  keys.delete('');
  return [...keys];
}
