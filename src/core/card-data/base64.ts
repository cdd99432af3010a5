/** Shortest base64 that can hold 13 digits. */
const SHORTEST_TOKEN = 18;

// Value of each ASCII character as base64 (plain and URL-safe alphabet); -1 elsewhere.
const SEXTETS: readonly number[] = (() => {
  const table = Array.from({ length: 128 }, () => -1);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (const [value, character] of alphabet.split('').entries()) table[character.charCodeAt(0)] = value;
  table['-'.charCodeAt(0)] = 62;
  table['_'.charCodeAt(0)] = 63;
  return table;
})();

/** A stretch of base64 inside a text, and what it says. `end` is exclusive. */
export interface Base64Token {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

/**
 * Stretches of base64 that decode to text with at least `leastDigits` digits. Line ends inside are skipped, as mail
 * software writes them. Everything else in a text is left alone, so ordinary prose costs one look at each character.
 */
export function base64Tokens(text: string, leastDigits: number): Base64Token[] {
  const tokens: Base64Token[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : 0;
    const inside = code < 128 && ((SEXTETS[code] ?? -1) >= 0 || code === 13 || code === 10);
    if (inside) continue;
    if (index - start >= SHORTEST_TOKEN) {
      const decoded = decode(text, start, index, leastDigits) ?? decodeLines(text, start, index, leastDigits);
      if (decoded !== undefined) {
        let end = index;
        while (text[end] === '=') end += 1;
        tokens.push({ start, end, decoded });
      }
    }
    start = index + 1;
  }
  return tokens;
}

// Several lines that do not decode as one may be a line of prose above a line of base64.
function decodeLines(text: string, start: number, end: number, leastDigits: number): string | undefined {
  let from = start;
  for (let index = start; index <= end; index += 1) {
    const code = index < end ? text.charCodeAt(index) : 10;
    if (code !== 10 && code !== 13) continue;
    const whole = from === start && index === end;
    const decoded = whole || index - from < SHORTEST_TOKEN ? undefined : decode(text, from, index, leastDigits);
    if (decoded !== undefined) return decoded;
    from = index + 1;
  }
  return undefined;
}

// Control characters other than blanks say that this was no text: names and hashes decode to such noise.
const isText = (byte: number): boolean => byte >= 32 || byte === 9 || byte === 10 || byte === 13;

function decode(text: string, start: number, end: number, leastDigits: number): string | undefined {
  let bits = 0;
  let width = 0;
  let digits = 0;
  let decoded = '';
  for (let index = start; index < end; index += 1) {
    const sextet = SEXTETS[text.charCodeAt(index)] ?? -1;
    if (sextet < 0) continue;
    bits = ((bits << 6) | sextet) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    const byte = (bits >> width) & 0xff;
    if (!isText(byte)) return undefined;
    if (byte >= 48 && byte <= 57) digits += 1;
    decoded += String.fromCharCode(byte);
  }
  return digits >= leastDigits ? decoded : undefined;
}
