import type { JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';

/** What a flow may use of one connection. A connector fits as it is. */
export interface ConnectionCatalogue {
  /** By their name inside the connection: `order.create`. */
  readonly operations: Readonly<Record<string, { readonly input: JsonSchema; readonly output: JsonSchema }>>;
  /** By their full name: `clarity.order.created`. `schema` is that of `event`. */
  readonly events: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  /** Record types that mappings may name. */
  readonly records?: Readonly<Record<string, JsonSchema>>;
}

/** What there is for a flow, by the names of connections that its steps use. */
export interface OperationCatalogue {
  readonly connections: Readonly<Record<string, ConnectionCatalogue>>;
  /** Every error code there is; with it, a misspelt code in a catch clause is found. */
  readonly errorCodes?: readonly string[];
}

/** Something that was looked for by name, or the name that was probably meant. */
export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly what: 'connection' | 'name'; readonly suggestion?: string };

/** Cuts `m3.order.create` into the connection and the name inside it. */
export function splitName(name: string): { readonly connection: string; readonly rest: string } {
  const dot = name.indexOf('.');
  return { connection: name.slice(0, dot), rest: name.slice(dot + 1) };
}

/** The schemas of an operation by its full name. */
export function findOperation(
  catalogue: OperationCatalogue,
  name: string,
): Found<ConnectionCatalogue['operations'][string]> {
  const { connection, rest } = splitName(name);
  const offered = catalogue.connections[connection]?.operations;
  if (offered === undefined) return missing('connection', connection, Object.keys(catalogue.connections));
  const operation = Object.hasOwn(offered, rest) ? offered[rest] : undefined;
  if (operation !== undefined) return { ok: true, value: operation };
  const found = missing('name', rest, Object.keys(offered));
  return found.suggestion === undefined ? found : { ...found, suggestion: `${connection}.${found.suggestion}` };
}

/** The schema a mapping makes: an operation's input, or a record of a connection. */
export function findTarget(catalogue: OperationCatalogue, name: string): Found<JsonSchema> {
  const operation = findOperation(catalogue, name);
  if (operation.ok) return { ok: true, value: operation.value.input };
  const { connection, rest } = splitName(name);
  const record = catalogue.connections[connection]?.records?.[rest];
  return record === undefined ? operation : { ok: true, value: record };
}

function missing(
  what: 'connection' | 'name',
  name: string,
  known: readonly string[],
): Extract<Found<never>, { ok: false }> {
  const suggestion = suggest(name, known);
  return { ok: false, what, ...(suggestion === undefined ? {} : { suggestion }) };
}
