import { ADDRESS_PROPERTIES } from '../address.ts';
import type { OrderAddress } from '../order-create/input.ts';
import { listSchema, objectSchema, textSchema } from '../schema.ts';

/** One line as it is to stand in M3. */
export interface WantedLine {
  /** The web order's own line number. */
  readonly lineNumber: string | number;
  readonly itemNumber: string;
  readonly quantity: string;
  readonly unit?: string;
  readonly price?: string;
  readonly warehouse?: string;
  /** Left out: the line's present day stays. */
  readonly requestedDate?: string;
}

export interface OrderChangeInput {
  readonly orderNumber: string;
  /** All lines as they are to be; left out, lines stay as they are. */
  readonly lines?: readonly WantedLine[];
  readonly customerReference?: string;
  readonly yourReference?: string;
  /** Compared only: no transaction changes the address of a live order. */
  readonly shipTo?: OrderAddress;
}

export interface OrderChangeOutput {
  readonly orderNumber: string;
  readonly changed: boolean;
  /** M3 line numbers that are there now and were not before. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const WANTED_LINE = objectSchema(
  {
    lineNumber: { anyOf: [{ type: 'string' }, { type: 'integer' }], description: 'Line number in the web order' },
    itemNumber: textSchema('Item number', { minLength: 1 }),
    quantity: textSchema('Quantity', { format: 'decimal' }),
    unit: textSchema('Unit'),
    price: textSchema('Price of one unit', { format: 'decimal' }),
    warehouse: textSchema('Warehouse'),
    requestedDate: textSchema('Requested delivery day'),
  },
  ['lineNumber', 'itemNumber', 'quantity'],
);

export const ORDER_CHANGE_INPUT = objectSchema(
  {
    orderNumber: textSchema('Order number in M3', { minLength: 1 }),
    lines: listSchema(WANTED_LINE, { description: 'All lines as they are to be' }),
    customerReference: textSchema("The buyer's own order number"),
    yourReference: textSchema('Your reference'),
    shipTo: objectSchema({ addressId: textSchema('Address number of the customer'), ...ADDRESS_PROPERTIES }),
  },
  ['orderNumber'],
);

export const ORDER_CHANGE_OUTPUT = objectSchema(
  {
    orderNumber: textSchema('Order number in M3'),
    changed: { type: 'boolean', description: 'False when the order was as wanted already' },
    added: listSchema(textSchema('Line number in M3')),
    removed: listSchema(textSchema('Line number in M3')),
  },
  ['orderNumber', 'changed', 'added', 'removed'],
);
