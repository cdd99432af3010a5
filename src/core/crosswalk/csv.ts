import type { Crosswalk } from '../flow/model.ts';
import { LIMITS } from '../limits.ts';

/** A fault of a table, with its line counted from 1. */
export interface CsvProblem {
  readonly line: number;
  readonly message: string;
}

/** Characters at the start of a cell that make a spreadsheet program take it for a formula. */
const FORMULA = /^[=+\-@'\t\r]/;
const PROTECTED = /^'[=+\-@'\t\r]/;

/**
 * Writes a crosswalk as CSV (RFC 4180): a header with both systems, then one row a value, sorted. A cell that a
 * spreadsheet would run as a formula gets an apostrophe in front, which reading takes away again.
 */
export function formatCrosswalkCsv(crosswalk: Crosswalk): string {
  const rows = Object.entries(crosswalk.rows).sort(([a], [b]) => (a < b ? -1 : 1));
  return [[crosswalk.from, crosswalk.to], ...rows].map((cells) => `${cells.map(writeCell).join(',')}\n`).join('');
}

function writeCell(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Reads a crosswalk from CSV. Comma or semicolon (the header decides), any line ends, a byte order mark: all cells are
 * text and stay as they are, so `NO` is Norway and `007` keeps its zeros. `name` is the table's name.
 */
export function parseCrosswalkCsv(
  name: string,
  text: string,
): { readonly crosswalk: Crosswalk; readonly problems: readonly CsvProblem[] } {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const problems: CsvProblem[] = [];
  const records = readRecords(body, delimiterOf(body), problems);
  const [header, ...rest] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [from = '', to = ''] = header?.cells.map((cell) => cell.trim()) ?? [];
  if (header?.cells.length !== 2 || from === '' || to === '') {
    const message = 'the first line must name the two columns, for example "clarity,m3"';
    problems.push({ line: header?.line ?? 1, message });
  }
  const rows = readRows(rest, problems);
  return { crosswalk: { crosswalk: name, title: titleOf(name), from, to, rows }, problems };
}

function readRows(records: readonly CsvRecord[], problems: CsvProblem[]): Record<string, string> {
  const rows = Object.create(null) as Record<string, string>;
  const lines = new Map<string, number>();
  for (const { line, cells } of records) {
    const [key = '', value = ''] = cells.map((cell) => cell.trim());
    const earlier = lines.get(key);
    if (cells.length !== 2) problems.push({ line, message: `this row has ${cells.length} cells instead of 2` });
    else if (key === '') problems.push({ line, message: 'the first cell is empty' });
    else if (value === '') problems.push({ line, message: `"${key}" has no counterpart: the second cell is empty` });
    else if (earlier !== undefined) problems.push({ line, message: `"${key}" stands here and in line ${earlier}` });
    else if (lines.size >= LIMITS.crosswalkRows) {
      problems.push({ line, message: `the table has more than ${LIMITS.crosswalkRows} rows` });
      break;
    } else {
      lines.set(key, line);
      rows[key] = value;
    }
  }
  return { ...rows };
}

/** `payment-terms` as people write it: `Payment terms`. */
export function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function delimiterOf(text: string): ',' | ';' {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Cuts CSV into records; quoted cells may hold delimiters, quotes (doubled) and line breaks. */
function readRecords(text: string, delimiter: string, problems: CsvProblem[]): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let startLine = 1;
  let at = 0;
  const endRecord = (): void => {
    records.push({ line: startLine, cells });
    cells = [];
    startLine = line;
  };
  while (at < text.length) {
    const cell = text[at] === '"' ? readQuoted(text, at) : readPlain(text, at, delimiter);
    if (!cell.closed) problems.push({ line, message: 'a quote is opened and never closed' });
    cells.push(PROTECTED.test(cell.value) ? cell.value.slice(1) : cell.value);
    line += text.slice(at, cell.end).split('\n').length - 1;
    at = cell.end;
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) cells.push('');
      continue;
    }
    const lineEnd = /^(?:\r\n|\r|\n)/.exec(text.slice(at, at + 2));
    if (lineEnd !== null) {
      at += lineEnd[0].length;
      line += 1;
    }
    endRecord();
  }
  if (cells.length > 0) endRecord();
  return records;
}

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly closed: boolean;
}

function readPlain(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end, closed: true };
}

function readQuoted(text: string, start: number): Cell {
  let value = '';
  let at = start + 1;
  while (at < text.length) {
    if (text[at] !== '"') value += text[at++];
    else if (text[at + 1] === '"') {
      value += '"';
      at += 2;
    } else {
      // Whatever stands between the closing quote and the delimiter belongs to the cell too.
      const tail = /^[^,;\r\n]*/.exec(text.slice(at + 1, at + 200))?.[0] ?? '';
      return { value: value + tail, end: at + 1 + tail.length, closed: true };
    }
  }
  return { value, end: at, closed: false };
}
