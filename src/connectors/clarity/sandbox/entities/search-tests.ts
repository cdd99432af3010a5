import { listOf } from '../http/jsv.ts';
import { flagMember, isMembers, member, type Members, numberMember, textMember } from '../http/members.ts';
import type { OrderRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import type { EntityDefinition, Field } from './definition.ts';
import { matchesText, stamp, type Test } from './search-values.ts';

/** `StatusID(s)`, `StatusKey(s)`, `StatusName(s)` and their `Excluded…` twins, for every reference. */
export function referenceTests(state: StoreState, definition: EntityDefinition, parameters: Members): Test[] {
  const tests: Test[] = [];
  for (const [prefix, reference] of Object.entries(definition.references ?? {})) {
    const table = state.entity(reference.entity);
    const idMember = `${prefix}ID`;
    for (const excluded of [false, true]) {
      const start = excluded ? `Excluded${prefix}` : prefix;
      const ids = both(parameters, `${start}ID`).map(Number);
      if (ids.length > 0) tests.push((row) => ids.includes(Number(row[idMember])) !== excluded);
      for (const [suffix, source] of [
        ['Key', 'CustomKey'],
        ['Name', 'Name'],
      ] as const) {
        const wanted = both(parameters, start + suffix).map((value) => String(value).toLowerCase());
        if (wanted.length === 0) continue;
        tests.push((row) => {
          const value = table.get(row[idMember] as number | null)?.[source];
          return (typeof value === 'string' && wanted.includes(value.toLowerCase())) !== excluded;
        });
      }
    }
  }
  return tests;
}

/** `Min…`, `Max…`, `Match…` for numbers and dates, contains or `…Strict` for text, plain equality for flags. */
export function fieldTests(state: StoreState, definition: EntityDefinition, parameters: Members): Test[] {
  return Object.entries(definition.fields).flatMap(([name, field]) => testsOfField(state, name, field, parameters));
}

function testsOfField(state: StoreState, name: string, field: Field, parameters: Members): Test[] {
  switch (field.kind) {
    case 'text': {
      const wanted = textMember(parameters, name)?.toLowerCase();
      const strict = flagMember(parameters, `${name}Strict`) === true;
      return wanted === undefined ? [] : [(row) => matchesText(row[name], wanted, strict)];
    }
    case 'flag': {
      const wanted = flagMember(parameters, name);
      return wanted === undefined ? [] : [(row) => (row[name] ?? false) === wanted];
    }
    case 'date':
      return rangeTests(name, parameters, (parameter) => stamp(state, parameters, parameter));
    case 'decimal':
    case 'integer':
      return rangeTests(name, parameters, (parameter) => numberMember(parameters, parameter));
    case 'object':
      return [];
  }
}

function rangeTests<T extends string | number>(
  name: string,
  parameters: Members,
  read: (parameter: string) => T | undefined,
): Test[] {
  const withNull = flagMember(parameters, `${name}IncludeNull`) === true;
  const test =
    (holds: (value: T) => boolean): Test =>
    (row) => {
      const value = row[name] as T | null | undefined;
      return value == null ? withNull : holds(value);
    };
  const [min, max, match] = [read(`Min${name}`), read(`Max${name}`), read(`Match${name}`)];
  return [
    ...(min === undefined ? [] : [test((value) => value >= min)]),
    ...(max === undefined ? [] : [test((value) => value <= max)]),
    ...(match === undefined ? [] : [test((value) => value === match)]),
  ];
}

/** `JsonAttributes`: name → list of accepted values. */
export function attributeTest(parameters: Members): Test[] {
  const wanted = member(parameters, 'JsonAttributes');
  if (!isMembers(wanted)) return [];
  return Object.entries(wanted).map(([name, values]) => {
    const accepted = listOf(values).map(String);
    return (row: EntityRow) => accepted.includes(row.SerializableAttributes?.[name]?.Value ?? '\0');
  });
}

/** Parameters that only orders have. */
export function orderTests(state: StoreState, parameters: Members): Test[] {
  const tests: ((order: OrderRow) => boolean)[] = [];
  const minDate = stamp(state, parameters, 'MinDate');
  const maxDate = stamp(state, parameters, 'MaxDate');
  if (minDate !== undefined) tests.push((order) => order.CreatedDate >= minDate);
  if (maxDate !== undefined) tests.push((order) => order.CreatedDate <= maxDate);
  const asMaster = flagMember(parameters, 'HasSalesGroupAsMaster');
  if (asMaster !== undefined) tests.push((order) => (order.SalesGroupAsMasterID !== null) === asMaster);
  const asSub = flagMember(parameters, 'HasSalesGroupAsSub');
  if (asSub !== undefined) tests.push((order) => (order.SalesGroupAsSubID !== null) === asSub);
  const [minTotal, maxTotal] = [numberMember(parameters, 'MinTotal'), numberMember(parameters, 'MaxTotal')];
  if (minTotal !== undefined) tests.push((order) => totalOf(order) >= minTotal);
  if (maxTotal !== undefined) tests.push((order) => totalOf(order) <= maxTotal);
  const email = textMember(parameters, 'Email')?.toLowerCase();
  if (email !== undefined) tests.push((order) => contactTexts(state, order, 'Email1').includes(email));
  const postalCode = textMember(parameters, 'PostalCode')?.toLowerCase();
  if (postalCode !== undefined) tests.push((order) => contactTexts(state, order, 'PostalCode').includes(postalCode));
  const productKey = textMember(parameters, 'ProductKey')?.toLowerCase();
  if (productKey !== undefined) {
    tests.push((order) => order.SalesItems.some((line) => line.Active && line.Sku?.toLowerCase() === productKey));
  }
  return tests as Test[];
}

function totalOf(order: OrderRow): number {
  return Object.values(order.Totals).reduce((sum, part) => sum + part, 0);
}

/** A member of the billing and shipping contact or of their addresses, in lower case. */
function contactTexts(state: StoreState, order: OrderRow, name: string): string[] {
  return [order.BillingContactID, order.ShippingContactID].flatMap((id) => {
    const contact = state.entity('Contact').get(id);
    const address = state.entity('Address').get(contact?.['AddressID'] as number | null);
    const value = contact?.[name] ?? address?.[name];
    return typeof value === 'string' ? [value.toLowerCase()] : [];
  });
}

/** The values of a parameter and of its plural. */
function both(parameters: Members, name: string): unknown[] {
  const one = member(parameters, name);
  return [...(Array.isArray(one) ? one : one === undefined ? [] : [one]), ...listOf(member(parameters, `${name}s`))];
}
