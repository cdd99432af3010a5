import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { CUSTOMER_GET_SAMPLE } from '../samples/reads.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { selectCall } from '../wire/export-rows.ts';
import { type Customer, CUSTOMER_READS, CUSTOMER_SCHEMA, customerFrom } from './customer-fields.ts';
import { type Ask, bulkLimit, callM3, callsThisRound, failureOf, failWith, readAll, resultsOf } from './history.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface CustomerGetInput {
  readonly customerNumber: string;
  /** Also read the moment of the last change, by one more call (EXPORTMI). */
  readonly withChangeTime?: boolean;
}

export type CustomerGetOutput = Customer;

/** Reads a customer. What the service user may not see stays empty. */
export const customerGet: Operation<CustomerGetInput, CustomerGetOutput, JsonObject> = {
  name: 'customer.get',
  title: 'Read a customer',
  description: 'Reads basic data, order defaults and credit of one customer.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    {
      customerNumber: textSchema('Customer number', { minLength: 1 }),
      withChangeTime: { type: 'boolean', description: 'Also say when it last changed, by one more call (EXPORTMI)' },
    },
    ['customerNumber'],
  ),
  output: CUSTOMER_SCHEMA,
  sample: CUSTOMER_GET_SAMPLE,
  next: (view) => {
    const record = { CUNO: view.input.customerNumber };
    const reads = CUSTOMER_READS.map((transaction) => ({ transaction, record }));
    const settings = readM3Settings(view.settings);
    const limit = bulkLimit(settings);
    const read = readAll('read', 'CRS610MI', reads, callsThisRound(view, 'read'), limit);
    if ('next' in read) return read.next;
    const customer = customerFrom(read.results, record.CUNO);
    if (customer && view.input.withChangeTime) {
      const [asked] = callsThisRound(view, 'change-time');
      if (!asked) return askChangeTime(settings, customer.customerNumber);
      const time = Number(resultsOf([asked])[0]?.records[0]?.['REPL'] ?? '');
      const changedAt = time > 0 ? { changedAt: new Date(time).toISOString() } : {};
      return { do: 'done', output: { ...customer, ...changedAt } };
    }
    if (customer) return { do: 'done', output: customer };
    const [basic] = read.results;
    const failure = basic ? failureOf(basic) : undefined;
    return failWith(failure ?? m3Failure('m3.customer-not-found', { record: `customer ${record.CUNO}` }));
  },
};

/** The transactions that read a customer tell the day of its last change only. */
function askChangeTime({ company }: M3Settings, customerNumber: string): Ask {
  const where = `OKCONO = ${Number(company)} and OKCUNO = '${customerNumber.replaceAll("'", '')}'`;
  return callM3('change-time', 'read', {
    program: 'EXPORTMI',
    transactions: [selectCall(`OKLMTS from OCUSMA where ${where}`)],
  });
}
