import type { Json, JsonObject } from '../json.ts';

/** One value of a record, by its path: `lines[2].itemNumber`. */
export interface Leaf {
  readonly path: string;
  readonly value: string | number | boolean | null;
}

type Part = string | number;

/** The parts of a path; a member's name may hold anything but dots and brackets. */
function partsOf(path: string): readonly Part[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}

/** All values of a record, in its order. */
export function leavesOf(value: Json | undefined, path = ''): readonly Leaf[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object') return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((each: Json, index) => leavesOf(each, `${path}[${index}]`));
  return Object.entries(value as JsonObject).flatMap(([name, each]) =>
    leavesOf(each, path === '' ? name : `${path}.${name}`),
  );
}

/** The value at a path, undefined where nothing stands. */
export function valueAt(record: Json | undefined, path: string): Json | undefined {
  let value = record;
  for (const part of partsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (typeof part === 'number' ? !Array.isArray(value) : !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<Part, Json | undefined>>)[part];
  }
  return value;
}

/**
 * The record with another value at a path; `undefined` takes it out. The record itself stays as it is. Undefined when the
 * path leads nowhere: lists only grow at their end, and a text has no members.
 */
export function withValueAt(record: Json, path: string, value: Json | undefined): Json | undefined {
  return put(record, partsOf(path), value);
}

function put(record: Json | undefined, parts: readonly Part[], value: Json | undefined): Json | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const list: readonly Json[] = record === undefined ? [] : Array.isArray(record) ? (record as Json[]) : [];
    if ((record !== undefined && !Array.isArray(record)) || part > list.length) return undefined;
    const inner = rest.length === 0 ? value : put(list[part], rest, value);
    return inner === undefined ? undefined : placed(list, part, inner);
  }
  if (record !== undefined && (typeof record !== 'object' || record === null || Array.isArray(record)))
    return undefined;
  const before = (record ?? {}) as JsonObject;
  if (part === '__proto__') return undefined;
  const inner = rest.length === 0 ? value : put(before[part], rest, value);
  if (inner === undefined && rest.length > 0) return undefined;
  const { [part]: _, ...others } = before;
  if (inner === undefined) return others;
  return Object.hasOwn(before, part) ? { ...before, [part]: inner } : { ...others, [part]: inner };
}

function placed(list: readonly Json[], index: number, value: Json): readonly Json[] {
  return index < list.length ? list.with(index, value) : [...list, value];
}

/** A path without its numbers, `lines[].itemNumber`: what the same field of another line, or of another order, has too. */
export function patternOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}
