import { done, doneList, type Done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Customer } from '../state/customers.ts';
import type { MiRecord } from '../state/effects.ts';
import { customerOf, isRefusal, unknownCode } from './checks.ts';
import { blanked } from './customers.ts';

/** CRS610MI: addresses of a customer, by type (ADRT) and number (ADID). */
export const addressHandlers: Handlers = {
  'CRS610MI/AddAddress': add,
  'CRS610MI/AddCheckAddress': add,
  'CRS610MI/ChgAddress': (call) => {
    const found = addressOf(call);
    if (isRefusal(found)) return found;
    const { customer, key, address } = found;
    const counter = call.input['CHNO'];
    if (counter !== undefined && counter !== address['CHNO']) return refuse('XUP0001', 'CHNO', counter);
    const bad = unknownCode(call.input);
    if (bad) return bad;
    const { CONO: _company, CHNO: _counter, CUNO: _number, ADRT: _type, ...given } = call.input;
    const { customerNumber } = customer;
    call.sandbox.commit({ kind: 'customer.address-set', customerNumber, key, fields: blanked(given) });
    return done();
  },
  'CRS610MI/GetAddress': (call) => {
    const found = addressOf(call);
    return isRefusal(found) ? found : done(addressRecord(found.customer, found.key, found.address));
  },
  'CRS610MI/LstAddresses': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const changedSince = Number(input['LMTS'] ?? '0');
    const type = input['ADRT'] === undefined ? '' : `${Number(input['ADRT'])}/`;
    return doneList(
      [...customer.addresses]
        .filter(([key, { LMTS }]) => key.startsWith(type) && Number(LMTS) >= changedSince)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, address]) => addressRecord(customer, key, address)),
    );
  },
  'CRS610MI/DeleteAddress': (call) => {
    const found = addressOf(call);
    if (isRefusal(found)) return found;
    const { customerNumber } = found.customer;
    call.sandbox.commit({ kind: 'customer.address-removed', customerNumber, key: found.key });
    return done();
  },
};

function add({ sandbox, input }: MiCall): Done | Refusal {
  const customer = customerOf(sandbox, input['CUNO']);
  if (isRefusal(customer)) return customer;
  const key = addressKey(input);
  if (customer.addresses.has(key)) return refuse('XRE0104', 'ADID', input['ADID']);
  const bad = unknownCode(input);
  if (bad) return bad;
  const { CONO: company = '100', ADRT: type, CUNO: _number, ...given } = input;
  const { customerNumber } = customer;
  const fields = { CUNM: customer.fields['CUNM'] ?? '', ...given };
  sandbox.commit({ kind: 'customer.address-set', customerNumber, key, fields });
  return done({ CONO: company, CUNO: customerNumber, ADRT: String(Number(type)), ADID: input['ADID'] ?? '' });
}

interface Found {
  customer: Customer;
  key: string;
  address: MiRecord;
}

function addressOf({ sandbox, input }: MiCall): Found | Refusal {
  const customer = customerOf(sandbox, input['CUNO']);
  if (isRefusal(customer)) return customer;
  const key = addressKey(input);
  const address = customer.addresses.get(key);
  return address ? { customer, key, address } : refuse('WAD1003', 'ADID', input['ADID']);
}

function addressKey(input: Readonly<MiRecord>): string {
  return `${Number(input['ADRT'] ?? '1')}/${input['ADID'] ?? ''}`;
}

function addressRecord(customer: Customer, key: string, address: MiRecord): MiRecord {
  return { CONO: '100', CUNO: customer.customerNumber, ...address, ADRT: key.slice(0, key.indexOf('/')) };
}
