const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
// Every character below U+0300 except CR LF is a grapheme of its own, so plain texts need no segmenter.
const SIMPLE = /^[\u0020-\u02ff]*$/;

/**
 * The longest beginning of `text` that is at most `length` UTF-16 units long (as M3 and databases count) and does not
 * tear a character as people see it, such as an emoji or a letter with its accents.
 */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  if (SIMPLE.test(text)) return text.slice(0, Math.max(0, length));
  let cut = '';
  for (const { segment } of segmenter.segment(text.slice(0, length + 64))) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  return cut;
}

/** The longest end of `text` of at most `length` UTF-16 units that tears no character. */
export function cutTextFromEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  if (length <= 0) return '';
  if (SIMPLE.test(text)) return text.slice(-length);
  const segments = Array.from(segmenter.segment(text), ({ segment }) => segment);
  let cut = '';
  while (segments.length > 0 && cut.length + (segments.at(-1)?.length ?? 0) <= length) cut = segments.pop() + cut;
  return cut;
}

const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;
const INVISIBLE = /[\u200b\u2060\ufeff\u00ad]/g;

/**
 * A text fit for a one-line field: composed (NFC), lone surrogates gone, line breaks, tabs and control characters
 * turned into one blank, no blanks at either end.
 */
export function cleanText(text: string): string {
  const kept = text.isWellFormed() ? text : text.replace(/\p{Cs}/gu, '');
  return kept.replaceAll('\0', '').normalize('NFC').replace(INVISIBLE, '').replace(CONTROL, ' ').trim();
}

/**
 * Lines of at most `length` characters, broken between words; a word longer than a line is broken inside. Each text
 * begins on a new line.
 */
export function wrapText(texts: readonly string[], length: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    let line = '';
    for (const word of cleanText(text).split(/\s+/)) {
      let rest = word;
      if (line !== '' && line.length + 1 + rest.length <= length) {
        line += ` ${rest}`;
        continue;
      }
      if (line !== '') lines.push(line);
      while (rest.length > length) {
        const head = cutText(rest, length) || rest.slice(0, length);
        lines.push(head);
        rest = rest.slice(head.length);
      }
      line = rest;
    }
    if (line !== '') lines.push(line);
  }
  return lines;
}
