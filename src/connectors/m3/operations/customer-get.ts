import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { CUSTOMER_GET_SAMPLE } from '../samples/reads.ts';
import { readM3Settings } from '../setup/settings.ts';
import { type Customer, CUSTOMER_READS, CUSTOMER_SCHEMA, customerFrom } from './customer-fields.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface CustomerGetInput {
  readonly customerNumber: string;
}

export type CustomerGetOutput = Customer;

/** Reads a customer. What the service user may not see stays empty. */
export const customerGet: Operation<CustomerGetInput, CustomerGetOutput, JsonObject> = {
  name: 'customer.get',
  title: 'Read a customer',
  description: 'Reads basic data, order defaults and credit of one customer.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ customerNumber: textSchema('Customer number', { minLength: 1 }) }, ['customerNumber']),
  output: CUSTOMER_SCHEMA,
  sample: CUSTOMER_GET_SAMPLE,
  next: (view) => {
    const record = { CUNO: view.input.customerNumber };
    const reads = CUSTOMER_READS.map((transaction) => ({ transaction, record }));
    const limit = bulkLimit(readM3Settings(view.settings));
    const read = readAll('read', 'CRS610MI', reads, callsThisRound(view, 'read'), limit);
    if ('next' in read) return read.next;
    const customer = customerFrom(read.results, record.CUNO);
    if (customer) return { do: 'done', output: customer };
    const [basic] = read.results;
    const failure = basic ? failureOf(basic) : undefined;
    return failWith(failure ?? m3Failure('m3.customer-not-found', { record: `customer ${record.CUNO}` }));
  },
};
