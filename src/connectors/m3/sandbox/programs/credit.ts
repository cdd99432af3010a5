import { Decimal } from 'decimal.js';
import type { Customer } from '../state/customers.ts';
import { CURRENCIES } from '../state/reference.ts';

/** True when an amount would take a customer over its credit limit 1 (CRLM); 0 or none means no limit. */
export function breaksLimit({ fields }: Customer, amount: Decimal, currency: string): boolean {
  const limit = new Decimal(fields['CRLM'] || '0');
  if (limit.lte(0)) return false;
  const inDollars = amount.div(CURRENCIES[currency] ?? '1');
  return new Decimal(fields['TOIN'] || '0')
    .add(fields['TBLG'] || '0')
    .add(inDollars)
    .gt(limit);
}
