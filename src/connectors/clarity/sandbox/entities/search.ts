import { listOf } from '../http/jsv.ts';
import { flagMember, isMembers, type Members, member, numberMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import type { EntityDefinition } from './definition.ts';
import { attributeTest, fieldTests, orderTests, referenceTests } from './search-tests.ts';
import { matchesText, stamp, type Test } from './search-values.ts';

export interface Page {
  size: number;
  /** One-based page number, although the store calls it StartIndex. */
  number: number;
}

/** The rows that a search model asks for, sorted but not cut into pages. Unknown parameters are ignored. */
export function searchRows(state: StoreState, definition: EntityDefinition, parameters: Members): EntityRow[] {
  const tests = [
    ...identityTests(parameters),
    ...timeTests(state, parameters),
    ...referenceTests(state, definition, parameters),
    ...fieldTests(state, definition, parameters),
    ...attributeTest(parameters),
    ...(definition.name === 'SalesOrder' ? orderTests(state, parameters) : []),
  ];
  const found: EntityRow[] = [];
  for (const row of startingRows(state, definition, parameters)) if (tests.every((test) => test(row))) found.push(row);
  return sorted(found, parameters);
}

/** The page a caller asks for; undefined means everything. Throws when it is no positive number. */
export function pageOf(parameters: Members): Page | undefined {
  const paging = member(parameters, 'Paging');
  const size = isMembers(paging) ? numberMember(paging, 'Size') : numberMember(parameters, 'Paging.Size');
  const number = isMembers(paging) ? numberMember(paging, 'StartIndex') : numberMember(parameters, 'Paging.StartIndex');
  if (size === undefined) return undefined;
  const page = { size, number: number ?? 1 };
  if (page.size < 1 || page.number < 1) {
    throw new CodedError('argument', 'Paging needs a Size and a StartIndex of 1 or more', 'Paging');
  }
  return page;
}

/** Skips Size × (StartIndex − 1) rows. */
export function cutPage<T>(rows: readonly T[], page: Page | undefined): readonly T[] {
  return page ? rows.slice(page.size * (page.number - 1), page.size * page.number) : rows;
}

/** Narrow searches start from an index instead of the whole table. */
function startingRows(state: StoreState, definition: EntityDefinition, parameters: Members): Iterable<EntityRow> {
  const table = state.entity(definition.name);
  const id = numberMember(parameters, 'ID');
  if (id !== undefined) return [table.get(id)].filter((row) => row !== undefined);
  for (const index of definition.indexes ?? []) {
    const value = index.endsWith('ID') ? numberMember(parameters, index) : undefined;
    if (value !== undefined) return table.where(index, value);
  }
  return table.rows.values();
}

function identityTests(parameters: Members): Test[] {
  const tests: Test[] = [];
  const ids = idSet(member(parameters, 'IDs'));
  if (ids) tests.push((row) => ids.has(row.ID));
  const excluded = idSet(member(parameters, 'NotIDs') ?? member(parameters, 'ExcludedID'));
  if (excluded) tests.push((row) => !excluded.has(row.ID));
  const key = textMember(parameters, 'CustomKey')?.toLowerCase();
  if (key !== undefined) {
    const strict = flagMember(parameters, 'CustomKeyStrict') === true;
    tests.push((row) => matchesText(row.CustomKey, key, strict));
  }
  const keys = listOf(member(parameters, 'CustomKeys')).map((entry) => String(entry).toLowerCase());
  if (keys.length > 0) {
    const strict = flagMember(parameters, 'CustomKeysStrict') === true;
    tests.push((row) => keys.some((entry) => matchesText(row.CustomKey, entry, strict)));
  }
  const either = textMember(parameters, 'IDOrCustomKey')?.toLowerCase();
  if (either !== undefined) tests.push((row) => String(row.ID) === either || matchesText(row.CustomKey, either, false));
  const active = flagMember(parameters, 'Active');
  if (active !== undefined) tests.push((row) => row.Active === active);
  return tests;
}

function timeTests(state: StoreState, parameters: Members): Test[] {
  const since = stamp(state, parameters, 'ModifiedSince') ?? stamp(state, parameters, 'MinUpdatedOrCreatedDate');
  const until = stamp(state, parameters, 'MaxUpdatedOrCreatedDate');
  const tests: Test[] = [];
  if (since !== undefined) tests.push((row) => (row.UpdatedDate ?? row.CreatedDate) >= since);
  if (until !== undefined) tests.push((row) => (row.UpdatedDate ?? row.CreatedDate) <= until);
  return tests;
}

function idSet(value: unknown): Set<number> | undefined {
  const ids = listOf(value).map(Number).filter(Number.isFinite);
  return ids.length > 0 ? new Set(ids) : undefined;
}

function sorted(rows: EntityRow[], parameters: Members): EntityRow[] {
  const sorts = listOf(member(parameters, 'Sorts'))
    .filter(isMembers)
    .toSorted((left, right) => (numberMember(left, 'order') ?? 0) - (numberMember(right, 'order') ?? 0));
  if (sorts.length === 0) return rows;
  return rows.toSorted((left, right) => {
    for (const sort of sorts) {
      const field = textMember(sort, 'field') ?? 'ID';
      const sign = textMember(sort, 'dir')?.toLowerCase() === 'desc' ? -1 : 1;
      const order = compare(member(left, field), member(right, field));
      if (order !== 0) return order * sign;
    }
    return left.ID - right.ID;
  });
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (left == null || right == null) return Number(left != null) - Number(right != null);
  if (typeof left !== 'string' || typeof right !== 'string' || left === right) return 0;
  return left < right ? -1 : 1;
}
