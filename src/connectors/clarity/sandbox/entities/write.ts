import { listMember, type Members, numberMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import { replaceLines } from '../orders/lines.ts';
import { placeInCategories } from '../products/categories.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { writeChildren } from './children.ts';
import type { EntityDefinition } from './definition.ts';
import { resolveReference } from './references.ts';
import { scalarsOf } from './scalars.ts';

/** Inserts a record. Throws when it carries an ID or when an active record has its key. */
export function createRow(state: StoreState, definition: EntityDefinition, body: Members): EntityRow {
  if (numberMember(body, 'ID')) throw new CodedError('argument', `A new ${definition.name} must not have an ID`, 'ID');
  const scalars = scalarsOf(state, definition, body);
  refuseTakenKey(state, definition, scalars['CustomKey']);
  const row = state.newRow(definition.name, { ...scalars, ...references(state, definition, body, undefined) });
  for (const list of definition.embeddedLists ?? []) row[list] = [];
  applyLists(state, definition, row, body);
  state.entity(definition.name).put(row);
  applyChildren(state, definition, row, body);
  return row;
}

/**
 * Replaces a record by what was sent: everything scalar that was left out is wiped, child lists that are absent stay,
 * empty ones deactivate all children (docs/systems/clarity-ecommerce.md, "Writing").
 */
export function updateRow(state: StoreState, definition: EntityDefinition, body: Members): EntityRow {
  const row = findWritten(state, definition, body);
  if (!row) {
    throw new CodedError('invalidOperation', `No ${definition.name} matches the ID or key that was sent`, 'ID');
  }
  return changeRow(state, definition, row, body);
}

/** The same full replace for a row that is already known. */
export function changeRow(state: StoreState, definition: EntityDefinition, row: EntityRow, body: Members): EntityRow {
  const changes = { ...scalarsOf(state, definition, body), ...references(state, definition, body, row) };
  const changed: EntityRow = { ...row, ...changes, UpdatedDate: state.clock.stamp() };
  applyLists(state, definition, changed, body);
  state.entity(definition.name).patch(row.ID, differences(row, changed));
  applyChildren(state, definition, row, body);
  return row;
}

/** Updates when the ID or an active record's key is known, else inserts. */
export function upsertRow(state: StoreState, definition: EntityDefinition, body: Members): EntityRow {
  return findWritten(state, definition, body) ? updateRow(state, definition, body) : createRow(state, definition, body);
}

/** The record a write means: by ID (active or not), else by key (active only). */
export function findWritten(state: StoreState, definition: EntityDefinition, body: Members): EntityRow | undefined {
  const table = state.entity(definition.name);
  const id = numberMember(body, 'ID');
  if (id) return table.get(id);
  const key = textMember(body, 'CustomKey');
  return key ? table.byKey(key) : undefined;
}

/** Only what differs is kept in the journal: most writes change one or two members of a large record. */
function differences(before: EntityRow, after: EntityRow): Partial<EntityRow> {
  const different = Object.entries(after).filter(([name, value]) => {
    const old = before[name];
    if (value === old || (value === null && old === undefined)) return false;
    return typeof value !== 'object' || JSON.stringify(value) !== JSON.stringify(old);
  });
  return Object.fromEntries(different) as Partial<EntityRow>;
}

function refuseTakenKey(state: StoreState, definition: EntityDefinition, key: unknown): void {
  if (typeof key !== 'string' || !state.entity(definition.name).byKey(key)) return;
  throw new CodedError(
    'invalidOperation',
    `There is already a ${definition.name} record with a matching CustomKey: ${key}`,
    'CustomKey',
  );
}

function references(
  state: StoreState,
  definition: EntityDefinition,
  body: Members,
  before: EntityRow | undefined,
): Record<string, unknown> {
  const ids: Record<string, unknown> = {};
  for (const [prefix, reference] of Object.entries(definition.references ?? {})) {
    const id = resolveReference(state, prefix, reference, body);
    const fallback = reference.required ? (before?.[`${prefix}ID`] ?? initialId(state, reference)) : null;
    ids[`${prefix}ID`] = id ?? fallback ?? null;
  }
  return ids;
}

function initialId(state: StoreState, reference: { entity: string; initial?: string }): number | undefined {
  return reference.initial === undefined ? undefined : state.entity(reference.entity).byKey(reference.initial)?.ID;
}

/** Lists kept inside the record: absent stays, anything else replaces; order lines have rules of their own. */
function applyLists(state: StoreState, definition: EntityDefinition, row: EntityRow, body: Members): void {
  for (const list of definition.embeddedLists ?? []) {
    const sent = listMember(body, list);
    if (sent === undefined) continue;
    if (list === 'SalesItems') row[list] = replaceLines(state, row as OrderRow, sent);
    else if (list === 'ProductCategories') row[list] = placeInCategories(state, sent);
    else row[list] = sent;
  }
}

function applyChildren(state: StoreState, definition: EntityDefinition, row: EntityRow, body: Members): void {
  for (const [member, children] of Object.entries(definition.children ?? {})) {
    const sent = listMember(body, member);
    if (sent !== undefined) writeChildren(state, children, row.ID, sent);
  }
}
