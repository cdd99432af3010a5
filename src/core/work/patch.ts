import type { Json, JsonObject } from '../json.ts';
import { leavesOf, patternOf, valueAt, withValueAt } from './paths.ts';

/** A value as a person typed it; the empty text takes the field out. */
export interface FieldChange {
  readonly path: string;
  readonly value: string;
}

/** One field before and after. */
export interface PatchedField {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export type Patched =
  | { readonly input: JsonObject; readonly fields: readonly PatchedField[] }
  | { readonly fault: string; readonly path: string };

/** Puts corrections into an input; values keep the kind they had, so that a number stays a number. */
export function patchInput(input: JsonObject, changes: readonly FieldChange[]): Patched {
  let patched: Json = input;
  const fields: PatchedField[] = [];
  for (const { path, value } of changes) {
    const before = valueAt(input, path);
    if (typeof before === 'object' && before !== null)
      return { path, fault: `${path} is a record or a list: correct a value in it.` };
    const after = typed(value, before);
    if (typeof before === 'number' && typeof after !== 'number' && after !== undefined)
      return { path, fault: `${path} takes a number.` };
    const next = withValueAt(patched, path, after);
    if (next === undefined) return { path, fault: `There is no place for ${path} in the data.` };
    patched = next;
    if (before !== after) fields.push({ path, before, after });
  }
  return { input: patched as JsonObject, fields };
}

function typed(value: string, before: Json | undefined): Json | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  if (typeof before === 'boolean') return text === 'true';
  if (typeof before === 'number' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** The same corrections for another order of the same cause: wherever the same field has the same wrong value. */
export function alikeChanges(input: JsonObject, fields: readonly PatchedField[]): readonly FieldChange[] {
  const changes = new Map<string, string>();
  const leaves = leavesOf(input);
  for (const { path, before, after } of fields) {
    const pattern = patternOf(path);
    const value = typeof after === 'object' || after === undefined ? '' : String(after);
    if (before === undefined) {
      if (!pattern.includes('[]') && valueAt(input, path) === undefined) changes.set(path, value);
      continue;
    }
    for (const leaf of leaves)
      if (patternOf(leaf.path) === pattern && leaf.value === before) changes.set(leaf.path, value);
  }
  return [...changes].map(([path, value]) => ({ path, value }));
}
