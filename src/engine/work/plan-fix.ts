import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RememberAs } from '../../core/work/form.ts';
import { alikeChanges, type FieldChange, type PatchedField, patchInput } from '../../core/work/patch.ts';
import type { CrosswalkRow } from '../work-ports.ts';
import { mapAgain, type WorkCase, withRows } from './case.ts';
import { fieldsOf, inputOf, linkOf, whyNotEdited } from './open-fix.ts';

/** What a person wants corrected, and what of it is kept for the orders to come. */
export interface FixOrder {
  readonly changes: readonly FieldChange[];
  readonly remember: readonly { readonly path: string; readonly as: RememberAs }[];
  /** Id in the other system to which the record is linked from now on. */
  readonly link?: string;
}

export interface FixPlan {
  /** What the step is given now. */
  readonly input: JsonObject;
  readonly before: JsonObject | undefined;
  readonly fields: readonly PatchedField[];
  /** What was given to the mapping by the crosswalk's key, kept or not. */
  readonly lent: readonly CrosswalkRow[];
  readonly rows: readonly CrosswalkRow[];
  readonly defaults: readonly { readonly connection: string; readonly setting: string; readonly value: string }[];
  readonly link?: {
    readonly kind: string;
    readonly from: string;
    readonly id: string;
    readonly to: string;
    readonly toId: string;
  };
}

export type Planned =
  | { readonly plan: FixPlan }
  | { readonly refused: { readonly message: string; readonly path?: string; readonly failure?: Failure } };

/** Works out what a fix comes to, and changes nothing. */
export function planFix(given: WorkCase, order: FixOrder, now: number): Planned {
  const why = whyNotEdited(given);
  if (why !== undefined) return { refused: { message: why } };
  const before = inputOf(given);
  const fields = new Map(fieldsOf(given, now).map((field) => [field.path, field]));
  const valueOf = (path: string): string =>
    order.changes.find((change) => change.path === path)?.value.trim() ?? fields.get(path)?.value ?? '';

  const rows: CrosswalkRow[] = [];
  const defaults: FixPlan['defaults'][number][] = [];
  for (const { path, as } of order.remember) {
    const field = fields.get(path);
    const value = valueOf(path);
    if (!field?.remember.includes(as)) return { refused: { message: `${path} cannot be kept as ${as}.`, path } };
    if (value === '') return { refused: { message: 'An empty value cannot be kept.', path } };
    if (as === 'crosswalk' && field.lookup) {
      rows.push({ crosswalk: field.lookup.crosswalk, from: field.lookup.key, to: value });
    }
    if (as === 'default' && field.setting !== undefined) {
      defaults.push({ connection: given.connectionName ?? '', setting: field.setting, value });
    }
  }
  const link = linkFor(given, order.link);
  if (link === 'refused') return { refused: { message: 'This record cannot be linked by hand.' } };
  const kept = { rows, defaults, before, ...(link ? { link } : {}) };

  if (before !== undefined) {
    const patched = patchInput(before, order.changes);
    if ('fault' in patched) return { refused: { message: patched.fault, path: patched.path } };
    return { plan: { ...kept, input: patched.input, fields: patched.fields, lent: [] } };
  }
  return mapWith(given, order, kept, now);
}

/** The mapping had no input to give: it is applied with the rows that the person gave, kept or not. */
function mapWith(
  given: WorkCase,
  order: FixOrder,
  kept: Omit<FixPlan, 'input' | 'fields' | 'lent'>,
  now: number,
): Planned {
  const { lookups } = mapAgain(given, now);
  const lent: CrosswalkRow[] = [];
  const fields: PatchedField[] = [];
  for (const { path, value } of order.changes) {
    const lookup = lookups.find((each) => each.path === path);
    if (lookup === undefined) return { refused: { message: `The mapping looks nothing up for ${path}.`, path } };
    lent.push({ crosswalk: lookup.crosswalk, from: lookup.key, to: value.trim() });
    fields.push({ path, before: undefined, after: value.trim() });
  }
  return mappedWith(given, [...lent, ...kept.rows], { ...kept, fields, lent }, now);
}

function mappedWith(
  given: WorkCase,
  rows: readonly CrosswalkRow[],
  plan: Omit<FixPlan, 'input'>,
  now: number,
): Planned {
  const mapped = mapAgain(given, now, withRows(given.flow.program.crosswalks, rows));
  if (mapped.input !== undefined) return { plan: { ...plan, input: mapped.input } };
  const message = mapped.failure?.message ?? 'The mapping gives no input with these values.';
  return { refused: { message, ...(mapped.failure ? { failure: mapped.failure } : {}) } };
}

/**
 * The same fix for another run of the same cause. The same wrong values become the same right ones, wherever they stand:
 * by the value in an input, by the key in a crosswalk. What stands at the same place may be something else here.
 */
export function planAlike(given: WorkCase, first: FixPlan, now: number): Planned {
  const before = inputOf(given);
  if (first.fields.length === 0) return planFix(given, { changes: [], remember: [] }, now);
  if (before !== undefined) {
    const changes = first.before === undefined ? [] : alikeChanges(before, first.fields);
    return changes.length === 0 ? OTHER_VALUES : planFix(given, { changes, remember: [] }, now);
  }
  const why = whyNotEdited(given);
  if (why !== undefined) return { refused: { message: why } };
  const rows = [...first.lent, ...first.rows];
  const fields = mapAgain(given, now).lookups.flatMap(({ path, crosswalk, key }): PatchedField[] => {
    const row = rows.find((each) => each.crosswalk === crosswalk && each.from === key);
    return row === undefined ? [] : [{ path, before: undefined, after: row.to }];
  });
  if (fields.length === 0) return OTHER_VALUES;
  return mappedWith(given, rows, { before, fields, lent: rows, rows: [], defaults: [] }, now);
}

const OTHER_VALUES: Planned = { refused: { message: 'It has other values in these fields.' } };

function linkFor(given: WorkCase, toId: string | undefined): FixPlan['link'] | 'refused' {
  if (toId === undefined || toId.trim() === '') return undefined;
  const link = linkOf(given);
  return link === undefined ? 'refused' : { ...link, toId: toId.trim() };
}
