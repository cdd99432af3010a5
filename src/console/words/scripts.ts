type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** A command with these options: `endedSince` is the option `--ended-since`. What is undefined is left out. */
export function commandOf(words: string, options: Values = {}): string {
  const flags = pairsOf(options).map(([name, value]) => ` --${optionOf(name)} ${shellText(value)}`);
  return `npx landbridge ${words}${flags.join('')}`;
}

/** The API call that reads `path` with this query. */
export function callOf(path: string, query: Values = {}): string {
  const text = new URLSearchParams(pairsOf(query)).toString();
  return `GET /api/v1${path}${text === '' ? '' : `?${text}`}`;
}

/** A value as a shell takes it for one word. */
export function shellText(value: string): string {
  return /^[\w.,:@/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function pairsOf(values: Values): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

const optionOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
