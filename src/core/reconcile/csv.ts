/**
 * One row of a file for spreadsheets (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe
 * in front; plain numbers, negative ones too, stay numbers.
 */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map((cell) => cellText(cell === undefined ? '' : String(cell))).join(',')}\r\n`;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

function cellText(text: string): string {
  const isFormula = /^\s*[=+\-@\t\r]/.test(text) && !NUMBER.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
