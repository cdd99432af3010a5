import type { Problem } from '../api/problem.ts';

/** Results go to standard output, everything said about them to standard error. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Errors with a code and a remedy are shown with both; nobody should have to read a stack to go on. */
export function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const { code, remedy } = (error ?? {}) as { code?: unknown; remedy?: unknown };
  say(`landbridge: ${message}${typeof code === 'string' ? ` (${code})` : ''}`);
  if (typeof remedy === 'string' && !message.includes(remedy)) say(`  ${remedy}`);
  if (process.env['LANDBRIDGE_DEBUG'] && error instanceof Error) say(error.stack ?? '');
  process.exitCode = 1;
}

/** A problem the API answered, as an error for the terminal. */
export class ProblemError extends Error {
  readonly code: string;
  readonly remedy: string | undefined;
  constructor(problem: Problem) {
    super(problem.detail);
    this.code = problem.code;
    this.remedy = problem.remedy;
  }
}

/** A table with aligned columns; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A time as people of this machine read it, to the second. */
export function localTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
