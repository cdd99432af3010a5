import { done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { Customer } from '../state/customers.ts';
import type { MiRecord } from '../state/effects.ts';
import { CUSTOMER_TEMPLATES } from '../state/reference.ts';
import { customerOf, isRefusal, unknownCode } from './checks.ts';

/** A name with this end is created only half: status 12 and a text in ERRM. */
const HALF_CREATED_END = '-ERRM';

/** CRS610MI: creating and changing customers. */
export const customerHandlers: Handlers = {
  'CRS610MI/Add': (call) => {
    const { sandbox, input } = call;
    const template = CUSTOMER_TEMPLATES[input['CUTM'] ?? ''];
    if (!template) return refuse('WCUTM03', 'CUTM', input['CUTM']);
    const bad = unknownCode(input);
    if (bad) return bad;
    const customerNumber = input['CUNO'] ?? `WEB${String(sandbox.world.series.customer + 1).padStart(6, '0')}`;
    if (sandbox.world.customers.has(customerNumber) || CUSTOMER_TEMPLATES[customerNumber]) {
      return refuse('XRE0104', 'CUNO', customerNumber);
    }
    const half = (input['CUNM'] ?? '').endsWith(HALF_CREATED_END);
    const { CUTM: _template, CONO: _company, ...given } = input;
    const status = half ? '12' : (input['STAT'] ?? '20');
    const fields = { ...template.fields, ...given, CUNO: customerNumber, STAT: status };
    sandbox.commit({ kind: 'customer.created', customerNumber, fields });
    return done({ CUNO: customerNumber, ERRM: half ? 'Default values could not be set, complete in CRS610' : '' });
  },
  'CRS610MI/ChgBasicData': change,
  'CRS610MI/ChgOrderInfo': change,
  'CRS610MI/ChgFinancial': change,
  'CRS610MI/Delete': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const { customerNumber } = customer;
    const used = [sandbox.world.ordersByCustomer, sandbox.world.draftsByCustomer].some(
      (lists) => (lists.get(customerNumber) ?? []).length > 0,
    );
    if (used) return refuse('WST0301', 'CUNO', customer.fields['STAT']);
    sandbox.commit({ kind: 'customer.removed', customerNumber });
    return done();
  },
};

function change({ sandbox, input }: MiCall): ReturnType<typeof done> | Refusal {
  const customer = customerOf(sandbox, input['CUNO']);
  if (isRefusal(customer)) return customer;
  const bad = unknownCode(input) ?? staleCounter(customer, input);
  if (bad) return bad;
  const { CONO: _company, CUNO: _number, CHNO: _counter, ...given } = input;
  sandbox.commit({ kind: 'customer.changed', customerNumber: customer.customerNumber, fields: blanked(given) });
  return done({ CUNO: customer.customerNumber });
}

/** A change counter in the input is an optimistic lock. */
function staleCounter(customer: Customer, input: Readonly<MiRecord>): Refusal | undefined {
  const counter = input['CHNO'];
  return counter === undefined || Number(counter) === customer.changeNumber
    ? undefined
    : refuse('XUP0001', 'CHNO', counter);
}

/** An empty value leaves a field as it is; a question mark blanks it. */
export function blanked(fields: MiRecord): MiRecord {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === '?' ? '' : value]));
}
