import type { JsonSchema } from '../../../../core/json.ts';
import { ADDRESS_PROPERTIES, type PostalAddress } from '../address.ts';
import { listSchema, objectSchema, textSchema } from '../schema.ts';

/** A web customer who is to have a customer number in M3. */
export interface CustomerInput extends PostalAddress {
  /** The store's own id of the customer; empty for guests. */
  readonly storeCustomerId?: string;
  /** The M3 customer number that the store already knows. */
  readonly customerNumber?: string;
  readonly guest?: boolean;
  readonly vatNumber?: string;
  readonly language?: string;
  /** Another key than the store's id under which the customer stands in M3's search key, at most 10 characters. */
  readonly searchKey?: string;
  /** Delivery addresses the customer is to have in M3. */
  readonly addresses?: readonly PostalAddress[];
  /** Fields of M3 that have no word here, by their M3 names. */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface CustomerOutput {
  readonly customerNumber: string;
  readonly created: boolean;
  /** Numbers of the given addresses, in their order. */
  readonly addressIds: readonly string[];
}

export const CUSTOMER_INPUT_SCHEMA: JsonSchema = objectSchema({
  storeCustomerId: textSchema("The store's id of the customer"),
  customerNumber: textSchema('Customer number in M3, when the store knows it'),
  guest: { type: 'boolean', description: 'Bought without an account' },
  ...ADDRESS_PROPERTIES,
  vatNumber: textSchema('VAT number'),
  language: textSchema('Language as M3 knows it'),
  searchKey: textSchema('Search key (ALCU), when it is not to be made of the id'),
  addresses: listSchema(objectSchema(ADDRESS_PROPERTIES)),
  extra: { type: 'object', additionalProperties: { type: 'string' }, description: 'Fields by their M3 names' },
});

export const CUSTOMER_OUTPUT_SCHEMA: JsonSchema = objectSchema(
  {
    customerNumber: textSchema('Customer number in M3'),
    created: { type: 'boolean' },
    addressIds: listSchema({ type: 'string' }),
  },
  ['customerNumber', 'created', 'addressIds'],
);
