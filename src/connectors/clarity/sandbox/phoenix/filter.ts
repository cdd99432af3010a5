import { isMembers, type Members } from '../http/members.ts';

type Test = (value: unknown, wanted: string) => boolean;

/** Suffixes of a column and what they test; the bare column tests equality. */
const SUFFIXES: readonly (readonly [string, Test])[] = [
  ['startswith', (value, wanted) => lower(value).startsWith(wanted.toLowerCase())],
  ['endswith', (value, wanted) => lower(value).endsWith(wanted.toLowerCase())],
  ['contains', (value, wanted) => lower(value).includes(wanted.toLowerCase())],
  ['min', (value, wanted) => value != null && compare(value, wanted) >= 0],
  ['max', (value, wanted) => value != null && compare(value, wanted) <= 0],
  ['', (value, wanted) => lower(value) === wanted.toLowerCase()],
];

const CONTROLS = new Set(['pageindex', 'pagesize', 'sort', 'include']);

/** A filter that cannot be read: no such column. */
export interface UnknownColumn {
  unknown: string;
}

/**
 * Keeps the records that fit every parameter: `typeId=GENERAL`, a repeated key is an OR, suffixes StartsWith, EndsWith,
 * Contains, Min and Max, `…Any…`, `…All…` and `…Count…` on collections, a leading `not` turns a test around (its
 * spelling is an assumption). A column that no record has is reported instead of being ignored.
 */
export function filterRecords(records: Members[], query: Members): Members[] | UnknownColumn {
  let kept = records;
  for (const [name, given] of Object.entries(query)) {
    if (CONTROLS.has(name.toLowerCase())) continue;
    const wanted = (Array.isArray(given) ? given : [given]).map(String);
    const reading = readName(name.toLowerCase(), records) ?? negated(name, records);
    if (!reading) return { unknown: name };
    kept = kept.filter((record) => reading(record, wanted));
  }
  return kept;
}

type Reading = (record: Members, wanted: readonly string[]) => boolean;

function negated(name: string, records: readonly Members[]): Reading | undefined {
  if (!/^not./i.test(name)) return undefined;
  const reading = readName(name.slice(3).toLowerCase(), records);
  return reading && ((record, wanted) => !reading(record, wanted));
}

/** Splits a parameter name into column and test, by the columns that the records really have. */
function readName(name: string, records: readonly Members[]): Reading | undefined {
  const columns = columnsOf(records);
  for (const [suffix, test] of SUFFIXES) {
    if (!name.endsWith(suffix)) continue;
    const column = columns.get(name.slice(0, name.length - suffix.length));
    if (column !== undefined) return (record, wanted) => wanted.some((one) => test(record[column], one));
  }
  for (const [lowered, column] of columns) {
    if (!name.startsWith(lowered)) continue;
    const reading = collectionReading(column, name.slice(lowered.length), records);
    if (reading) return reading;
  }
  return undefined;
}

function collectionReading(column: string, rest: string, records: readonly Members[]): Reading | undefined {
  const itemsOf = (record: Members): Members[] => {
    const items = record[column];
    return Array.isArray(items) ? items.filter(isMembers) : [];
  };
  if (rest.startsWith('count')) {
    const test = SUFFIXES.find(([suffix]) => suffix === rest.slice('count'.length))?.[1];
    return test && ((record, wanted) => wanted.some((one) => test(itemsOf(record).length, one)));
  }
  const mode = rest.startsWith('any') ? 'some' : rest.startsWith('all') ? 'every' : undefined;
  const inner = mode && readName(rest.slice(3), records.flatMap(itemsOf));
  if (!mode || !inner) return undefined;
  return (record, wanted) => itemsOf(record)[mode]((item) => inner(item, wanted));
}

/** Column names of the records, by their lower-case form. */
function columnsOf(records: readonly Members[]): Map<string, string> {
  const columns = new Map<string, string>();
  for (const record of records) for (const name of Object.keys(record)) columns.set(name.toLowerCase(), name);
  return columns;
}

/** `-updatedDate,id`: several levels, a minus for descending. The spelling is an assumption. */
export function sortRecords(records: readonly Members[], sort: string | undefined): Members[] {
  const levels = (sort ?? '').split(',').filter(Boolean);
  return records.toSorted((left, right) => {
    for (const level of levels) {
      const name = level.replace(/^-/, '');
      const order = compare(left[name] ?? '', right[name] ?? '');
      if (order !== 0) return level.startsWith('-') ? -order : order;
    }
    return 0;
  });
}

function lower(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).toLowerCase()
    : '';
}

function compare(left: unknown, right: unknown): number {
  const [a, b] = [Number(left), Number(right)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return lower(left) < lower(right) ? -1 : Number(lower(left) > lower(right));
}
