/** What one member of a record holds. Text members are refused when they are longer than `max`. */
export type Field =
  | { kind: 'text'; max: number }
  | { kind: 'decimal' }
  | { kind: 'integer' }
  | { kind: 'flag'; initial?: boolean }
  | { kind: 'date' }
  | { kind: 'object' };

/** A reference written as `XxxID`, `XxxKey`, `XxxName` or an embedded object, and returned flattened. */
export interface Reference {
  entity: string;
  /** Cannot be emptied: left out of a write it keeps its value, or takes `initial` on a create. */
  required?: boolean;
  /** Key of the row a new record gets when the caller names none. */
  initial?: string;
  /** An unknown key makes a new row (statuses, states, types). */
  createUnknown?: boolean;
  /** An embedded object is returned with the record and, when written, makes or changes the row behind it. */
  embedded?: boolean;
  /** Members returned flattened beside the ID: suffix → member of the referred record. */
  flatten?: Readonly<Record<string, string>>;
}

/** A list of records that belong to this one. */
export interface Children {
  entity: string;
  /** Member of the child that holds this record's ID. */
  parent: string;
}

/** One kind of record of the store: its routes, members and how it is shown in lists. */
export interface EntityDefinition {
  name: string;
  plural: string;
  area: string;
  fields: Readonly<Record<string, Field>>;
  references?: Readonly<Record<string, Reference>>;
  children?: Readonly<Record<string, Children>>;
  /** Lists of plain objects kept inside the record. */
  embeddedLists?: readonly string[];
  /** Members a list projection leaves out, besides all children. */
  listOmits?: readonly string[];
  /** The projection that the list for integrations uses, and whether it honours paging. */
  forConnect?: { full?: boolean; ignoresPaging?: boolean };
  /** Members whose values pick rows quickly. */
  indexes?: readonly string[];
  firstId?: number;
  /** No routes that write (logs and histories). */
  readOnly?: boolean;
  /** Reading is free for every visitor of the storefront. */
  publicCatalogue?: boolean;
}

export const text = (max: number): Field => ({ kind: 'text', max });
export const decimal: Field = { kind: 'decimal' };
export const integer: Field = { kind: 'integer' };
export const flag: Field = { kind: 'flag' };
export const flagOn: Field = { kind: 'flag', initial: true };
export const date: Field = { kind: 'date' };
export const object: Field = { kind: 'object' };

/** Members of every record with a name. */
export const NAMED = { Name: text(256), Description: text(4_000) } as const;

/** Members of statuses, states and types. */
const CLASSIFIED = {
  ...NAMED,
  DisplayName: text(128),
  SortOrder: integer,
  TranslationKey: text(128),
} as const;

const CLASSIFICATION_FLATTEN = { Key: 'CustomKey', Name: 'Name', DisplayName: 'DisplayName', SortOrder: 'SortOrder' };

/** A required reference to a status, state or type row; unknown keys make a new row. */
export function classification(entity: string, initial: string): Reference {
  return { entity, required: true, initial, createUnknown: true, flatten: CLASSIFICATION_FLATTEN };
}

/** An optional reference to a named record. */
export function named(entity: string): Reference {
  return { entity, flatten: { Key: 'CustomKey', Name: 'Name' } };
}

/** A status, state or type table: `SalesOrderStatus` under `/Ordering/SalesOrderStatuses`. */
export function classificationTable(area: string, name: string, plural: string): EntityDefinition {
  return { name, plural, area, fields: CLASSIFIED };
}
