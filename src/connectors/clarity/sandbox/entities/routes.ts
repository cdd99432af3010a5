import type { Members } from '../http/members.ts';
import { CodedError, json, type Reply, succeeded } from '../http/reply.ts';
import type { Call, Route, Surface } from '../http/router.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { ENTITIES } from './all.ts';
import type { EntityDefinition } from './definition.ts';
import { fullProjection, listProjection, rawNumber } from './projection.ts';
import { cutPage, pageOf, searchRows } from './search.ts';
import { createRow, findWritten, updateRow, upsertRow } from './write.ts';

/** Called after a record was written, so that webhooks and histories can follow. */
export type AfterWrite = (entity: string, before: EntityRow | undefined, after: EntityRow, call: Call) => void;

/** Called when a record was read by its id, past the cache, so that ledgers know what the reader has seen. */
export type AfterRead = (entity: string, row: EntityRow, call: Call) => void;

interface Followers {
  readonly afterWrite: AfterWrite;
  readonly afterRead: AfterRead;
}

const FULL: readonly Surface[] = ['full'];
const ADMIN: readonly Surface[] = ['full', 'admin'];
const EVERYWHERE: readonly Surface[] = ['full', 'admin', 'storefront'];

/** The routes that every entity has, as a table over all definitions. */
export function entityRoutes(
  state: StoreState,
  { afterWrite, afterRead }: Followers,
  clearCache: (area: string) => void,
): Route[] {
  return ENTITIES.flatMap((definition) => [
    ...readRoutes(state, definition, afterRead),
    ...(definition.readOnly ? [] : writeRoutes(state, definition, afterWrite)),
    {
      verb: 'DELETE',
      path: `${one(definition)}/ClearCache`,
      effect: 'write',
      access: 'user',
      surfaces: ADMIN,
      handle: () => {
        clearCache(definition.name);
        return json(true);
      },
    } satisfies Route,
  ]);
}

const one = (definition: EntityDefinition): string => `/${definition.area}/${definition.name}`;
const many = (definition: EntityDefinition): string => `/${definition.area}/${definition.plural}`;
const permission = (definition: EntityDefinition, action: string) => ({
  permission: `${definition.area}.${definition.name}.${action}`,
});

function readRoutes(state: StoreState, definition: EntityDefinition, afterRead: AfterRead): Route[] {
  const table = state.entity(definition.name);
  const shown = definition.publicCatalogue ? EVERYWHERE : ADMIN;
  const access = definition.publicCatalogue ? 'open' : 'read';
  const view = permission(definition, 'View');
  const full = (row: EntityRow | undefined): Reply =>
    row ? json(fullProjection(state, definition.name, row)) : { status: 204, body: '' };
  const read = { verb: 'GET', effect: 'read' } as const;
  const forConnect = (parameters: Members): Reply => forConnectReply(state, definition, parameters);
  return [
    {
      ...read,
      path: many(definition),
      access,
      surfaces: shown,
      cached: true,
      handle: ({ query }) => pagedReply(state, definition, query),
    },
    {
      ...read,
      path: `${many(definition)}ForConnect`,
      access: view,
      surfaces: FULL,
      handle: ({ query }) => forConnect(query),
    },
    {
      ...read,
      verb: 'POST',
      path: `${many(definition)}ForConnect`,
      access: view,
      surfaces: FULL,
      handle: ({ body }) => forConnect(body),
    },
    {
      ...read,
      path: `${many(definition)}Digest`,
      access: view,
      surfaces: FULL,
      handle: () => json(digest(state, definition)),
    },
    {
      ...read,
      path: `${one(definition)}/ID/{ID}`,
      access,
      surfaces: shown,
      cached: true,
      handle: (call) => {
        const row = table.get(idOf(call.parameters[0]));
        if (row) afterRead(definition.name, row, call);
        return full(row);
      },
    },
    {
      ...read,
      path: `${one(definition)}/Key/{Key*}`,
      access,
      surfaces: FULL,
      cached: true,
      handle: ({ parameters }) => full(table.byKey(parameters[0] ?? '')),
    },
    {
      ...read,
      path: `${one(definition)}/Exists/ID/{ID}`,
      access: view,
      surfaces: FULL,
      handle: ({ parameters }) => existsReply(table.get(idOf(parameters[0]))),
    },
    {
      ...read,
      path: `${one(definition)}/Exists/Key/{Key*}`,
      access: view,
      surfaces: FULL,
      handle: ({ parameters }) => existsReply(table.byKey(parameters[0] ?? '')),
    },
  ];
}

function writeRoutes(state: StoreState, definition: EntityDefinition, afterWrite: AfterWrite): Route[] {
  const table = state.entity(definition.name);
  const write = (
    verb: Route['verb'],
    path: string,
    access: Route['access'],
    surfaces: readonly Surface[],
    change: (call: Call) => { before: EntityRow | undefined; after: EntityRow },
  ): Route => ({
    verb,
    path: `${one(definition)}/${path}`,
    effect: 'write',
    access,
    surfaces,
    handle: (call) => {
      const { before, after } = change(call);
      afterWrite(definition.name, before, after, call);
      return succeeded(after.ID);
    },
  });
  const replacing = (work: typeof updateRow) => (call: Call) => {
    const before = findWritten(state, definition, call.body);
    return { before: before && { ...before }, after: work(state, definition, call.body) };
  };
  const switching = (Active: boolean, find: (call: Call) => EntityRow | undefined) => (call: Call) => {
    const row = found(definition, find(call));
    const before = { ...row };
    table.patch(row.ID, { Active, UpdatedDate: state.clock.stamp() });
    return { before, after: row };
  };
  const byId = ({ parameters }: Call): EntityRow | undefined => table.get(idOf(parameters[0]));
  const byKey = ({ parameters }: Call): EntityRow | undefined => table.byKey(parameters[0] ?? '');
  const inactiveByKey = ({ parameters }: Call): EntityRow | undefined => {
    const key = parameters[0]?.toLowerCase();
    return [...table.rows.values()].find((row) => row.CustomKey?.toLowerCase() === key);
  };
  const deletion = (
    path: string,
    surfaces: readonly Surface[],
    find: (call: Call) => EntityRow | undefined,
  ): Route => ({
    verb: 'DELETE',
    path: `${one(definition)}/Delete/${path}`,
    effect: 'write',
    access: permission(definition, 'Delete'),
    surfaces,
    handle: (call) => succeeded(table.remove(found(definition, find(call)).ID)),
  });
  const can = (action: string): Route['access'] => permission(definition, action);
  return [
    write('POST', 'Create', can('Create'), ADMIN, ({ body }) => ({
      before: undefined,
      after: createRow(state, definition, body),
    })),
    write('PUT', 'Update', can('Update'), ADMIN, replacing(updateRow)),
    write('POST', 'Upsert', 'user', FULL, replacing(upsertRow)),
    write('PATCH', 'Deactivate/ID/{ID}', can('Deactivate'), ADMIN, switching(false, byId)),
    write('PATCH', 'Deactivate/Key/{Key*}', can('Deactivate'), FULL, switching(false, byKey)),
    write('PATCH', 'Reactivate/ID/{ID}', can('Reactivate'), ADMIN, switching(true, byId)),
    write('PATCH', 'Reactivate/Key/{Key*}', can('Reactivate'), FULL, switching(true, inactiveByKey)),
    deletion('ID/{ID}', ADMIN, byId),
    deletion('Key/{Key*}', FULL, byKey),
  ];
}

function found(definition: EntityDefinition, row: EntityRow | undefined): EntityRow {
  if (row) return row;
  throw new CodedError('invalidOperation', `No ${definition.name} matches the ID or key of the path`);
}

/** IDs in paths are whole numbers; anything else finds nothing. */
export function idOf(parameter: string | undefined): number | undefined {
  return parameter !== undefined && /^\d{1,10}$/.test(parameter) ? Number(parameter) : undefined;
}

function existsReply(row: EntityRow | undefined): Reply {
  return row ? json(row.ID) : { status: 204, body: '' };
}

function pagedReply(state: StoreState, definition: EntityDefinition, query: Members): Reply {
  const mastersOnly = definition.name === 'SalesOrder' && state.settings.listMastersOnly;
  const rows = searchRows(state, definition, query).filter((row) => !mastersOnly || row['SalesGroupAsSubID'] == null);
  const page = pageOf(query);
  const results = cutPage(rows, page);
  return json({
    TotalPages: page ? Math.ceil(rows.length / page.size) : 1,
    CurrentPage: page?.number ?? 1,
    TotalCount: rows.length,
    CurrentCount: results.length,
    Results: results.map((row) => listProjection(state, definition.name, row)),
  });
}

/** A bare array; orders ignore paging and come newest first. */
function forConnectReply(state: StoreState, definition: EntityDefinition, parameters: Members): Reply {
  const rows = searchRows(state, definition, parameters);
  const { full, ignoresPaging } = definition.forConnect ?? {};
  const shown = ignoresPaging ? rows.toSorted(newestFirst) : cutPage(rows, pageOf(parameters));
  const projection = full ? fullProjection : listProjection;
  return json(shown.map((row) => projection(state, definition.name, row)));
}

function newestFirst(left: EntityRow, right: EntityRow): number {
  if (left.CreatedDate === right.CreatedDate) return right.ID - left.ID;
  return left.CreatedDate < right.CreatedDate ? 1 : -1;
}

/** `{ID, Key, Hash}` of active records that have a key; the hash is 0 when never set. */
function digest(state: StoreState, definition: EntityDefinition): unknown[] {
  const entries: unknown[] = [];
  for (const row of state.entity(definition.name).rows.values()) {
    if (row.Active && row.CustomKey !== null)
      entries.push({ ID: row.ID, Key: row.CustomKey, Hash: rawNumber(row.Hash ?? '0') });
  }
  return entries;
}
