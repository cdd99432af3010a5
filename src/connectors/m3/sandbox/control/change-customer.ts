import { findTransaction } from '../../metadata/tables.ts';
import { unknownCode } from '../programs/checks.ts';
import type { Sandbox } from '../sandbox.ts';

/** Fields that M3's screens turn to upper case. */
const UPPER_CASE: ReadonlySet<string> = new Set([
  'CUNO',
  'ALCU',
  'VRNO',
  'CSCD',
  'ECAR',
  'CUCD',
  'TEPY',
  'TEDL',
  'MODL',
]);
const WRITES = ['ChgBasicData', 'ChgOrderInfo', 'ChgFinancial'] as const;

/**
 * Changes a customer as a clerk does on the screen: `{customerNumber, fields: {PHNO: "…"}}`. What is too long is cut, as
 * the screen takes no more; an empty text empties the field. Answers what is wrong with the wish, else undefined.
 */
export function changeCustomer(
  sandbox: Sandbox,
  { customerNumber, fields = {} }: Record<string, unknown>,
): string | undefined {
  if (typeof customerNumber !== 'string' || !sandbox.world.customers.has(customerNumber))
    return `there is no customer ${String(customerNumber)}`;
  const given = Object.entries(fields as Record<string, unknown>);
  if (given.some(([, value]) => typeof value !== 'string')) return 'fields is an object of texts';
  const changed = Object.fromEntries(
    given.map(([name, value]) => [name, asTyped(sandbox, name, String(value))] as const),
  );
  const bad = unknownCode(Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== '')));
  if (bad) return bad.message;
  if (changed['CUNM'] === '') return 'a customer has a name';
  sandbox.commit({ kind: 'customer.changed', customerNumber, fields: changed, by: 'clerk' });
  return undefined;
}

function asTyped(sandbox: Sandbox, name: string, value: string): string {
  const lengths = WRITES.flatMap((write) => {
    const found = findTransaction(sandbox.tables, 'CRS610MI', write);
    return found?.inputs.find((input) => input.name === name)?.length ?? [];
  });
  const cut = value.slice(0, lengths[0] ?? value.length);
  return UPPER_CASE.has(name) ? cut.toUpperCase() : cut;
}
