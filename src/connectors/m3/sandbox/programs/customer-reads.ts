import { done, doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Customer, CustomerLists } from '../state/customers.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import { COUNTRIES, CUSTOMER_TEMPLATES } from '../state/reference.ts';
import { customerOf, isRefusal } from './checks.ts';
import { matchesSearch, readSearch } from './search-text.ts';

/** CRS610MI and CRS045MI: reading customers. Lists position on the key given and read on from there. */
export const customerReadHandlers: Handlers = {
  'CRS610MI/GetBasicData': read,
  'CRS610MI/GetOrderInfo': read,
  'CRS610MI/GetFinancial': read,
  'CRS610MI/LstByNumber': (call) => list(call, 'CUNO'),
  'CRS610MI/LstByName': (call) => list(call, 'CUNM'),
  'CRS610MI/LstBySearchKey': (call) => list(call, 'ALCU'),
  'CRS610MI/SearchCustomer': ({ sandbox, input, maxRecords }) => {
    const terms = readSearch(input['SQRY'] ?? '');
    if (!terms) return refuse('WSQRY01', 'SQRY', input['SQRY']);
    const indexedUntil = sandbox.now() - sandbox.settings.searchLagMs;
    const records: MiRecord[] = [];
    for (const customer of sandbox.world.customers.values()) {
      if (records.length >= maxRecords) break;
      const record = customerRecord(customer);
      if (customer.changedAt <= indexedUntil && matchesSearch(terms, record)) records.push(record);
    }
    return doneList(records);
  },
  'CRS610MI/LstTemplates': ({ company }) =>
    doneList(Object.entries(CUSTOMER_TEMPLATES).map(([CUNO, { name }]) => ({ CONO: company, CUNO, CUNM: name }))),
  'CRS045MI/LstCountry': ({ company, input }) =>
    doneList(
      Object.entries(COUNTRIES)
        .filter(([code]) => code >= (input['FRCD'] ?? '') && code <= (input['TOCD'] ?? 'ZZZ'))
        .map(([CSCD, { name, currency }]) => ({
          CONO: company,
          CSCD,
          TX40: name,
          TX15: name.slice(0, 15),
          CUCD: currency,
        })),
    ),
};

function read({ sandbox, input }: MiCall): ReturnType<typeof done> | ReturnType<typeof refuse> {
  const customer = customerOf(sandbox, input['CUNO']);
  return isRefusal(customer) ? customer : done(customerRecord(customer));
}

/** A customer as M3 returns it. */
export function customerRecord({ fields, createdAt, changedAt, changeNumber }: Customer): MiRecord {
  return {
    CONO: '100',
    ...fields,
    LMDT: dayOf(changedAt),
    RGDT: dayOf(createdAt),
    CHNO: String(changeNumber),
  };
}

function list({ sandbox, input, maxRecords }: MiCall, key: keyof CustomerLists): ReturnType<typeof doneList> {
  const changedSince = Number(input['LMTS'] ?? '0');
  const records: MiRecord[] = [];
  for (const customer of sandbox.world.customerLists[key].from(input[key] ?? '')) {
    if (records.length >= maxRecords) break;
    if (customer.changedAt >= changedSince) records.push(customerRecord(customer));
  }
  return doneList(records);
}
