import type { Json } from '../json.ts';

/** Words of one message at most; what has more is found by its first ones. */
const MOST_WORDS = 600;
const LONGEST_WORD = 60;
const DEEPEST = 12;

/** Fields whose values nobody may find a message by. */
const SECRET = /pass(word|wd)?|secret|token|authori[sz]ation|cookie|signature|api-?_?key|cvv|cvc/i;

/** Splits a text into words as they are searched: NFKC, lower case, letters and digits; `a-1/b` gives `a`, `1`, `b` and itself. */
export function wordsOfText(text: string): string[] {
  const words: string[] = [];
  for (const piece of text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,;:"'()[\]{}<>|]+/)) {
    if (piece === '' || piece.length > LONGEST_WORD) continue;
    const parts = piece.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1);
    words.push(...parts);
    if (parts.length > 1 || (parts.length === 1 && parts[0] !== piece)) words.push(trimmed(piece));
  }
  return words.filter((word) => word.length > 1);
}

/** The words of a message, each once. Values only: names of fields stand in every message. */
export function wordsOf(message: Json): string[] {
  const words = new Set<string>();
  const visit = (value: Json, depth: number): void => {
    if (words.size >= MOST_WORDS || depth > DEEPEST) return;
    if (typeof value === 'string' || typeof value === 'number') {
      for (const word of wordsOfText(String(value))) words.add(word);
    } else if (Array.isArray(value)) {
      for (const each of value) visit(each as Json, depth + 1);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, each] of Object.entries(value)) if (!SECRET.test(name)) visit(each as Json, depth + 1);
    }
  };
  visit(message, 0);
  return [...words].slice(0, MOST_WORDS);
}

/** Signs at the ends that belong to the sentence and not to the word. */
function trimmed(piece: string): string {
  return piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
