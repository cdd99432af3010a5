import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { CUSTOMER_GET_SAMPLE } from '../samples/reads.ts';
import { readM3Settings } from '../setup/settings.ts';
import { bulkLimit, callsThisRound, failureOf, failWith, readAll } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface CustomerGetInput {
  readonly customerNumber: string;
}

export interface CustomerGetOutput {
  readonly customerNumber: string;
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly city: string;
  readonly postalCode: string;
  readonly region: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
  readonly status: string;
  readonly searchKey: string;
  readonly language: string;
  readonly currency: string;
  readonly paymentTerms: string;
  readonly deliveryTerms: string;
  readonly deliveryMethod: string;
  readonly vatNumber: string;
  readonly creditLimit: string;
  readonly outstanding: string;
  readonly stopped: boolean;
}

/** Where each field of the answer comes from: the transaction and M3's name. */
const SOURCES = {
  name: ['GetBasicData', 'CUNM', 'Name'],
  city: ['GetBasicData', 'TOWN', 'City'],
  postalCode: ['GetBasicData', 'PONO', 'Postal code'],
  region: ['GetBasicData', 'ECAR', 'State'],
  country: ['GetBasicData', 'CSCD', 'Country'],
  phone: ['GetBasicData', 'PHNO', 'Phone'],
  email: ['GetBasicData', 'MAIL', 'E-mail'],
  status: ['GetBasicData', 'STAT', 'Status; 20 may order'],
  searchKey: ['GetBasicData', 'ALCU', 'Search key'],
  language: ['GetBasicData', 'LNCD', 'Language'],
  currency: ['GetFinancial', 'CUCD', 'Currency'],
  paymentTerms: ['GetOrderInfo', 'TEPY', 'Payment terms'],
  deliveryTerms: ['GetOrderInfo', 'TEDL', 'Delivery terms'],
  deliveryMethod: ['GetOrderInfo', 'MODL', 'Delivery method'],
  vatNumber: ['GetFinancial', 'VRNO', 'VAT number'],
  creditLimit: ['GetFinancial', 'CRLM', 'Credit limit 1'],
  outstanding: ['GetFinancial', 'TOIN', 'Outstanding amount'],
} as const;

const STREETS = ['CUA1', 'CUA2', 'CUA3', 'CUA4'] as const;

const texts = Object.fromEntries(Object.entries(SOURCES).map(([name, [, , what]]) => [name, textSchema(what)]));

/** Reads a customer. What the service user may not see stays empty. */
export const customerGet: Operation<CustomerGetInput, CustomerGetOutput, JsonObject> = {
  name: 'customer.get',
  title: 'Read a customer',
  description: 'Reads basic data, order defaults and credit of one customer.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ customerNumber: textSchema('Customer number', { minLength: 1 }) }, ['customerNumber']),
  output: objectSchema(
    {
      customerNumber: textSchema('Customer number'),
      ...texts,
      addressLines: listSchema({ type: 'string' }),
      stopped: { type: 'boolean', description: 'The customer is stopped' },
    },
    ['customerNumber', 'name', 'status'],
  ),
  sample: CUSTOMER_GET_SAMPLE,
  next: (view) => {
    const record = { CUNO: view.input.customerNumber };
    const reads = ['GetBasicData', 'GetOrderInfo', 'GetFinancial'].map((transaction) => ({ transaction, record }));
    const limit = bulkLimit(readM3Settings(view.settings));
    const read = readAll('read', 'CRS610MI', reads, callsThisRound(view, 'read'), limit);
    if ('next' in read) return read.next;
    const [basic] = read.results;
    const found = basic?.records[0];
    if (!basic || !found) {
      const failure = basic ? failureOf(basic) : undefined;
      return failWith(failure ?? m3Failure('m3.customer-not-found', { record: `customer ${record.CUNO}` }));
    }
    const valueOf = (transaction: string, field: string): string =>
      read.results.find((result) => result.transaction === transaction)?.records[0]?.[field] ?? '';
    const values = Object.fromEntries(
      Object.entries(SOURCES).map(([name, [transaction, field]]) => [name, valueOf(transaction, field)]),
    ) as Record<keyof typeof SOURCES, string>;
    return {
      do: 'done',
      output: {
        customerNumber: found['CUNO'] ?? record.CUNO,
        ...values,
        addressLines: STREETS.map((name) => found[name] ?? '').filter(Boolean),
        stopped: Number(valueOf('GetFinancial', 'BLCD') || '0') > 0,
      },
    };
  },
};
