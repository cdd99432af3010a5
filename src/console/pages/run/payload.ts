import type { Json, JsonObject } from '../../../core/json.ts';

/** One field of a payload: where it is and what it says. */
export interface Row {
  readonly name: string;
  readonly value: string;
}

/** A part of a payload: fields of one object, or rows of equal objects as a table. */
export type Block =
  | { readonly kind: 'fields'; readonly path: string; readonly rows: readonly Row[] }
  | {
      readonly kind: 'table';
      readonly path: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

const WIDEST_TABLE = 8;
const DEEPEST = 12;
const LONGEST_NAME = 80;

/** Cuts a payload into parts that a person can read: objects become fields, lists of small objects become tables. */
export function blocksOf(payload: Json, path = '', depth = 0): readonly Block[] {
  if (!isObject(payload) && !Array.isArray(payload)) {
    return [{ kind: 'fields', path, rows: [{ name: path === '' ? 'value' : lastOf(path), value: textOf(payload) }] }];
  }
  if (depth >= DEEPEST)
    return [{ kind: 'fields', path, rows: [{ name: lastOf(path), value: JSON.stringify(payload) }] }];
  if (Array.isArray(payload)) return blocksOfList(payload, path, depth);
  const rows: Row[] = [];
  const inner: Block[] = [];
  for (const [name, value] of Object.entries(payload)) {
    if (value === undefined) continue;
    if (isFlat(value)) rows.push({ name, value: textOf(value) });
    else inner.push(...blocksOf(value, path === '' ? name : `${path}.${name}`, depth + 1));
  }
  return [...(rows.length > 0 ? [{ kind: 'fields', path, rows } as const] : []), ...inner];
}

function blocksOfList(list: readonly Json[], path: string, depth: number): readonly Block[] {
  const items = list.map((item) => (isObject(item) ? flattened(item) : undefined));
  return groupsOf(items).flatMap(({ from, to }): readonly Block[] => {
    const alike = items.slice(from, to).filter((item) => item !== undefined);
    const whole = from === 0 && to === list.length;
    if (alike.length >= 2) return blocksOfAlike(alike, whole ? path : `${path}[${from}–${to - 1}]`);
    const at = `${path}[${from}]`;
    return alike[0] === undefined ? blocksOf(list[from] ?? null, at, depth + 1) : [fieldsOf(alike[0], at)];
  });
}

type Flat = ReadonlyMap<string, string>;

/** Runs of entries that tell of the same kind of thing, as places in the list; what is no flat object stands alone. */
function groupsOf(items: readonly (Flat | undefined)[]): readonly { readonly from: number; readonly to: number }[] {
  const groups: { from: number; to: number; kind: string | undefined }[] = [];
  for (const [place, item] of items.entries()) {
    const kind = item && (item.get('transaction') ?? 'same');
    const last = groups.at(-1);
    if (last && kind !== undefined && last.kind === kind) last.to = place + 1;
    else groups.push({ from: place, to: place + 1, kind });
  }
  return groups;
}

/** Entries of one kind: what they have in common as fields, what sets them apart as a table. */
function blocksOfAlike(items: readonly Flat[], path: string): readonly Block[] {
  const names = [...new Set(items.flatMap((item) => [...item.keys()]))];
  const isCommon = (name: string): boolean => items.every((item) => item.get(name) === items[0]?.get(name));
  const common = names.filter(isCommon);
  const apart = names.filter((name) => !isCommon(name));
  if (apart.length > WIDEST_TABLE) return items.map((item, place) => fieldsOf(item, `${path}, entry ${place + 1}`));
  const shared = new Map(common.map((name) => [name, items[0]?.get(name) ?? '']));
  const rows = items.map((item) => apart.map((name) => item.get(name) ?? ''));
  const head = common.length > 0 ? [fieldsOf(shared, `${path}, all ${items.length}`)] : [];
  if (apart.length === 0) return head;
  const title = common.length > 0 ? `${path}, each` : path;
  return [...head, { kind: 'table', path: title, columns: shortNames(apart), rows }];
}

function fieldsOf(item: Flat, path: string): Block {
  const names = shortNames([...item.keys()]);
  return {
    kind: 'fields',
    path,
    rows: [...item.values()].map((value, place) => ({ name: names[place] ?? '', value })),
  };
}

/** An object as one list of fields, its inner objects by dotted names; undefined when a longer list of objects is inside. */
function flattened(item: JsonObject, prefix = ''): Flat | undefined {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(item).toSorted(byWeight)) {
    if (value === undefined) continue;
    if (isFlat(value)) {
      fields.set(prefix + name, textOf(value));
      continue;
    }
    const [only, ...more] = Array.isArray(value) ? (value as readonly Json[]) : [value];
    const at = Array.isArray(value) ? `${prefix}${name}[0].` : `${prefix}${name}.`;
    const inner = isObject(only) && more.length === 0 && at.length < LONGEST_NAME ? flattened(only, at) : undefined;
    if (inner === undefined) return undefined;
    for (const [key, text] of inner) fields.set(key, text);
  }
  return fields;
}

/** What says which call it is comes first; what only asks for fields of the answer comes last. */
const WEIGHTS: ReadonlyMap<string, number> = new Map(Object.entries({ transaction: -1, columns: 1, needs: 1 }));

function byWeight([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return (WEIGHTS.get(a) ?? 0) - (WEIGHTS.get(b) ?? 0);
}

/** The last part of each dotted name, where that is enough to tell them apart. */
function shortNames(names: readonly string[]): readonly string[] {
  const short = names.map(lastOf);
  return new Set(short).size === names.length ? short : names;
}

/** Keeps only what holds `find` in its name or value; upper and lower case are the same. */
export function findIn(blocks: readonly Block[], find: string): readonly Block[] {
  const wanted = find.trim().toLowerCase();
  if (wanted === '') return blocks;
  const has = (text: string) => text.toLowerCase().includes(wanted);
  return blocks.flatMap((block): readonly Block[] => {
    if (has(block.path)) return [block];
    if (block.kind === 'fields') {
      const rows = block.rows.filter((row) => has(row.name) || has(row.value));
      return rows.length > 0 ? [{ ...block, rows }] : [];
    }
    const rows = block.rows.filter((row) => row.some(has));
    return rows.length > 0 || block.columns.some(has) ? [{ ...block, rows: rows.length > 0 ? rows : block.rows }] : [];
  });
}

export interface Piece {
  readonly text: string;
  readonly look?: 'redacted' | 'found';
}

const REDACTED = /•••|\[removed\]|\[redacted[^\]]*\]/;

/** Cuts a text into plain pieces, marks of what was taken out, and what was searched for. */
export function piecesOf(text: string, find = ''): readonly Piece[] {
  const wanted = find.trim();
  const source = wanted === '' ? `(${REDACTED.source})` : `(${REDACTED.source}|${escapeForPattern(wanted)})`;
  return text
    .split(new RegExp(source, 'i'))
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (new RegExp(`^(?:${REDACTED.source})$`, 'i').test(piece)) return { text: piece, look: 'redacted' };
      const found = wanted !== '' && piece.toLowerCase() === wanted.toLowerCase();
      return found ? { text: piece, look: 'found' } : { text: piece };
    });
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFlat(value: Json): boolean {
  if (Array.isArray(value)) return value.every((item) => !isObject(item) && !Array.isArray(item));
  return !isObject(value) || Object.keys(value).length === 0;
}

function textOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? '{}' : String(value);
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? path;
}
