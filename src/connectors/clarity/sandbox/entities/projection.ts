import { lineProjection } from '../orders/line-projection.ts';
import type { OrderLine } from '../state/rows.ts';
import type { EntityRow } from '../state/table.ts';
import type { StoreState } from '../state/store.ts';
import { entityNamed } from './all.ts';
import type { EntityDefinition, Reference } from './definition.ts';

type Output = Record<string, unknown>;
type Writer = (state: StoreState, row: EntityRow, output: Output) => void;

/** How one entity is shown in full and in lists, compiled once: reads are the sandbox's hot path. */
interface Projection {
  full: readonly Writer[];
  list: readonly Writer[];
}

const projections = new Map<string, Projection>();

/** One record with its children and embedded records. */
export function fullProjection(state: StoreState, entity: string, row: EntityRow): Output {
  return project(state, projectionOf(entity).full, row);
}

/** One record as a list shows it: flattened references, no children, no order lines. */
export function listProjection(state: StoreState, entity: string, row: EntityRow): Output {
  return project(state, projectionOf(entity).list, row);
}

function projectionOf(entity: string): Projection {
  const known = projections.get(entity);
  if (known) return known;
  const projection = compile(entityNamed(entity));
  projections.set(entity, projection);
  return projection;
}

function project(state: StoreState, writers: readonly Writer[], row: EntityRow): Output {
  const output: Output = {};
  for (const writer of writers) writer(state, row, output);
  return output;
}

function compile(definition: EntityDefinition): Projection {
  const omitted = new Set(definition.listOmits ?? ['SerializableAttributes']);
  const parts: [string, Writer][] = [
    ['ID', plain('ID')],
    ['CustomKey', plain('CustomKey')],
    ['Active', plain('Active')],
    ['CreatedDate', plain('CreatedDate')],
    ['UpdatedDate', plain('UpdatedDate')],
    ['Hash', writeHash],
    ['SerializableAttributes', plain('SerializableAttributes')],
  ];
  for (const member of Object.keys(definition.fields)) {
    parts.push([member, member === 'Totals' ? writeTotals : plain(member)]);
  }
  for (const [prefix, reference] of Object.entries(definition.references ?? {})) {
    parts.push([prefix, referenceWriter(prefix, reference)]);
  }
  for (const member of definition.embeddedLists ?? []) {
    parts.push([member, member === 'SalesItems' ? writeLines : nonEmpty(member)]);
    if (member === 'SalesItems') parts.push(['ItemQuantity', writeItemQuantity]);
  }
  const list = parts.filter(([member]) => !omitted.has(member)).map(([, writer]) => writer);
  const full = parts.map(([, writer]) => writer);
  for (const [member, children] of Object.entries(definition.children ?? {})) {
    full.push((state, row, output) => {
      const rows = state.entity(children.entity).where(children.parent, row.ID);
      const active = rows.filter((child) => child.Active);
      if (active.length > 0) output[member] = active.map((child) => fullProjection(state, children.entity, child));
    });
  }
  return { full, list };
}

const plain =
  (member: string): Writer =>
  (_, row, output) => {
    const value = row[member];
    if (value != null) output[member] = value;
  };

const nonEmpty =
  (member: string): Writer =>
  (_, row, output) => {
    const value = row[member];
    if (Array.isArray(value) && value.length > 0) output[member] = value;
  };

/** The hash is a 64-bit number: written digit by digit, since a JavaScript number would lose the last ones. */
const writeHash: Writer = (_, row, output) => {
  if (row.Hash != null) output['Hash'] = rawNumber(row.Hash);
};

/** `Total` is computed as the plain sum of the six parts whenever it is read. */
const writeTotals: Writer = (_, row, output) => {
  const totals = row['Totals'];
  if (typeof totals !== 'object' || totals === null) return;
  const sum = Object.values(totals).reduce((total: number, part) => total + (typeof part === 'number' ? part : 0), 0);
  output['Totals'] = { ...totals, Total: Math.round(sum * 10_000) / 10_000 };
};

const writeLines: Writer = (state, row, output) => {
  const lines = activeLines(row);
  if (lines.length > 0) output['SalesItems'] = lines.map((line) => lineProjection(state, line));
};

const writeItemQuantity: Writer = (_, row, output) => {
  let quantity = 0;
  for (const line of activeLines(row)) {
    if (line.ItemType === 0) quantity += line.Quantity + line.QuantityBackOrdered + line.QuantityPreSold;
  }
  output['ItemQuantity'] = quantity;
};

function activeLines(row: EntityRow): OrderLine[] {
  return ((row['SalesItems'] as OrderLine[] | undefined) ?? []).filter((line) => line.Active);
}

function referenceWriter(prefix: string, reference: Reference): Writer {
  const idMember = `${prefix}ID`;
  const flattened = Object.entries(reference.flatten ?? {}).map(
    ([suffix, member]) => [prefix + suffix, member] as const,
  );
  return (state, row, output) => {
    const id = row[idMember];
    if (typeof id !== 'number') return;
    output[idMember] = id;
    const target = state.entity(reference.entity).get(id);
    if (!target) return;
    for (const [name, member] of flattened) {
      const value = target[member];
      if (value != null) output[name] = value;
    }
    if (reference.embedded) output[prefix] = fullProjection(state, reference.entity, target);
  };
}

/** A whole number that is written as it stands. */
export function rawNumber(digits: string): unknown {
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}
