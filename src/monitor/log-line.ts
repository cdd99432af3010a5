const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const COLOURS: Readonly<Record<number, string>> = { 40: '\u001b[33m', 50: '\u001b[31m', 60: '\u001b[31m' };
const HIDDEN = new Set(['level', 'time', 'msg', 'pid', 'hostname']);

/** Turns a JSON log line into one for people: time, level, message, fields. Anything else comes back as it is. */
export function prettyLine(json: string, colour: boolean): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  const level = Number(entry['level']);
  const at = new Date(Number(entry['time']));
  const fields = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${printValue(value)}`);
  const word = (LEVELS[level] ?? 'info').padEnd(5);
  const start = colour ? (COLOURS[level] ?? '') : '';
  const end = start === '' ? '' : '\u001b[0m';
  const message = printable(typeof entry['msg'] === 'string' ? entry['msg'] : '');
  return `${at.toTimeString().slice(0, 8)} ${start}${word}${end} ${[message, ...fields].join('  ')}\n`;
}

function printValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return printable(/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));
}

/** Control characters of foreign text must not move the cursor or start a line of their own. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
