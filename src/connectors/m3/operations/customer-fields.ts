import type { JsonSchema } from '../../../core/json.ts';
import type { MiRecord } from '../wire/request.ts';
import type { Asked } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

/** A customer as M3 has it, in the words of the business. What the service user may not see is empty. */
export interface Customer {
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
  /** When the customer last changed, ISO 8601; only when it was asked for. */
  readonly changedAt?: string;
}

/** The transactions that read a customer, in the order in which they are asked. */
export const CUSTOMER_READS = ['GetBasicData', 'GetOrderInfo', 'GetFinancial'] as const;
type CustomerRead = (typeof CUSTOMER_READS)[number];

interface Source {
  readonly read: CustomerRead;
  /** M3's name. */
  readonly field: string;
  readonly what: string;
}

const basic = (field: string, what: string): Source => ({ read: 'GetBasicData', field, what });
const order = (field: string, what: string): Source => ({ read: 'GetOrderInfo', field, what });
const financial = (field: string, what: string): Source => ({ read: 'GetFinancial', field, what });

/** Where each field comes from. */
const SOURCES = {
  name: basic('CUNM', 'Name'),
  city: basic('TOWN', 'City'),
  postalCode: basic('PONO', 'Postal code'),
  region: basic('ECAR', 'State'),
  country: basic('CSCD', 'Country'),
  phone: basic('PHNO', 'Phone'),
  email: basic('MAIL', 'E-mail'),
  status: basic('STAT', 'Status; 20 may order'),
  searchKey: basic('ALCU', 'Search key'),
  language: basic('LNCD', 'Language'),
  currency: financial('CUCD', 'Currency'),
  paymentTerms: order('TEPY', 'Payment terms'),
  deliveryTerms: order('TEDL', 'Delivery terms'),
  deliveryMethod: order('MODL', 'Delivery method'),
  vatNumber: financial('VRNO', 'VAT number'),
  creditLimit: financial('CRLM', 'Credit limit 1'),
  outstanding: financial('TOIN', 'Outstanding amount'),
} as const satisfies Record<string, Source>;

const STREETS = ['CUA1', 'CUA2', 'CUA3', 'CUA4'] as const;

/** Amounts; empty where M3 has none. */
const DECIMALS: ReadonlySet<string> = new Set(['creditLimit', 'outstanding']);

const texts = Object.fromEntries(
  Object.entries(SOURCES).map(([name, { what }]) => [
    name,
    textSchema(what, DECIMALS.has(name) ? { format: 'decimal' } : {}),
  ]),
);

/** Schema of {@link Customer}. */
export const CUSTOMER_SCHEMA: JsonSchema = objectSchema(
  {
    customerNumber: textSchema('Customer number'),
    ...texts,
    addressLines: listSchema({ type: 'string' }),
    stopped: { type: 'boolean', description: 'The customer is stopped' },
    changedAt: textSchema('When the customer last changed (ISO 8601, UTC), if it was asked for'),
  },
  ['customerNumber', 'name', 'status'],
);

/** What the reading transactions gave, by transaction; missing when M3 refused it. */
export function recordsOf(results: readonly Asked[]): ReadonlyMap<string, MiRecord> {
  return new Map(results.flatMap(({ transaction, records }) => (records[0] ? [[transaction, records[0]]] : [])));
}

/** The customer that the reading transactions show; nothing when M3 has none of this number. */
export function customerFrom(results: readonly Asked[], asked: string): Customer | undefined {
  const records = recordsOf(results);
  const found = records.get('GetBasicData');
  if (!found) return undefined;
  const valueOf = ({ read, field }: Source): string => records.get(read)?.[field] ?? '';
  const values = Object.fromEntries(Object.entries(SOURCES).map(([name, source]) => [name, valueOf(source)])) as Record<
    keyof typeof SOURCES,
    string
  >;
  return {
    customerNumber: found['CUNO'] ?? asked,
    ...values,
    addressLines: STREETS.map((name) => found[name] ?? '').filter(Boolean),
    stopped: Number(valueOf(financial('BLCD', '')) || '0') > 0,
  };
}
