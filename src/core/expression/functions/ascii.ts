/** Letters that no accent separates from an ASCII one, and signs that people write out. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŋ: 'n',
  Ŋ: 'N',
  ĸ: 'k',
  ŧ: 't',
  Ŧ: 'T',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '€': 'EUR',
  '£': 'GBP',
  '©': '(c)',
  '®': '(R)',
  '•': '*',
  '·': '.',
};

const COMBINING = /\p{M}+/gu;
// eslint-disable-next-line no-control-regex -- the point is to leave ASCII alone
const BEYOND_ASCII = /[^\u0000-\u007f]/gu;

/** The text in ASCII: accents folded (`Å` to `A`), ligatures written out, what has no counterpart left out. */
export function foldToAscii(text: string): string {
  const decomposed = text.normalize('NFKD').replace(COMBINING, '');
  return decomposed.replace(BEYOND_ASCII, (character) => FOLDED[character] ?? '');
}
