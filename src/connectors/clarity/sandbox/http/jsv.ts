import { isMembers, type Members } from './members.ts';

/**
 * Reads the store's query-string form of nested values: JSON without the double quotes, `{Size:50,StartIndex:1}` or
 * `[a,b]`; plain JSON is read alike. Text stays text: numbers and booleans are told apart by who uses them.
 */
export function parseJsv(source: string): unknown {
  const reader = { source: source.trim(), position: 0 };
  const first = reader.source[0];
  return first === '{' || first === '[' ? readValue(reader) : source;
}

/** A query string as members; a key given several times becomes a list. */
export function parseQuery(query: string): Members {
  return collect(query, parseJsv);
}

/** A submitted form, or the query of a page: texts are taken as they were typed. */
export function parseForm(form: string): Members {
  return collect(form, (text) => text);
}

function collect(query: string, read: (raw: string) => unknown): Members {
  const members = Object.create(null) as Members;
  for (const [name, raw] of new URLSearchParams(query)) {
    const value = read(raw);
    const before = members[name];
    if (before === undefined) members[name] = value;
    else members[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return members;
}

interface Reader {
  source: string;
  position: number;
}

function readValue(reader: Reader): unknown {
  const next = reader.source[reader.position];
  if (next === '{') return readObject(reader);
  if (next === '[') return readList(reader);
  return readText(reader, ',}]');
}

function readObject(reader: Reader): Members {
  const members = Object.create(null) as Members;
  reader.position += 1;
  while (reader.position < reader.source.length && reader.source[reader.position] !== '}') {
    const name = readText(reader, ':}');
    if (reader.source[reader.position] !== ':') break;
    reader.position += 1;
    members[name] = readValue(reader);
    if (reader.source[reader.position] === ',') reader.position += 1;
  }
  reader.position += 1;
  return members;
}

function readList(reader: Reader): unknown[] {
  const list: unknown[] = [];
  reader.position += 1;
  while (reader.position < reader.source.length && reader.source[reader.position] !== ']') {
    list.push(readValue(reader));
    if (reader.source[reader.position] === ',') reader.position += 1;
  }
  reader.position += 1;
  return list;
}

function readText(reader: Reader, ends: string): string {
  if (reader.source[reader.position] === '"') return readQuoted(reader);
  const start = reader.position;
  while (reader.position < reader.source.length && !ends.includes(reader.source[reader.position] ?? '')) {
    reader.position += 1;
  }
  return reader.source.slice(start, reader.position).trim();
}

/** Quotes inside are doubled, as in CSV, or escaped, as in JSON. */
function readQuoted(reader: Reader): string {
  let value = '';
  reader.position += 1;
  while (reader.position < reader.source.length) {
    const character = reader.source[reader.position] ?? '';
    const following = reader.source[reader.position + 1];
    if (character === '"' && following !== '"') break;
    if (character === '"' || character === '\\') reader.position += 1;
    value += reader.source[reader.position] ?? '';
    reader.position += 1;
  }
  reader.position += 1;
  return value;
}

/** The list behind a value that may be one element, a list, or text with commas. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flat();
  if (typeof value === 'string' && value.includes(',')) return value.split(',').map((part) => part.trim());
  return isMembers(value) || value == null ? [] : [value];
}
