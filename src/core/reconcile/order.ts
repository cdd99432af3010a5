/**
 * Compares two keys by code point, as PostgreSQL's collation "C" does with UTF-8. JavaScript's own `<` compares UTF-16
 * units and would put some characters in another order, and two streams in different orders cannot be merged.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters above all others; every other unit keeps its place. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit);

/** The form of a key in which both sides are matched: NFC, no blanks around it, upper case. */
export function matchKey(text: string): string {
  return text.normalize('NFC').toWellFormed().replaceAll('\0', '').trim().toUpperCase();
}
