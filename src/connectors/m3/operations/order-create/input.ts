import type { JsonSchema } from '../../../../core/json.ts';
import { ADDRESS_PROPERTIES, type PostalAddress } from '../address.ts';
import { objectSchema as object, textSchema as text } from '../schema.ts';

/** What `order.create` is given: an order in the words of the business. Decimals and days travel as text. */
export interface OrderInput {
  /** Web order number. */
  readonly orderKey: string;
  readonly customerNumber: string;
  readonly orderType?: string;
  readonly facility?: string;
  readonly warehouse?: string;
  readonly orderDate?: string;
  readonly requestedDate?: string;
  readonly currency?: string;
  /** The customer's own purchase order number. */
  readonly customerReference?: string;
  readonly yourReference?: string;
  readonly paymentTerms?: string;
  readonly paymentMethod?: string;
  readonly paymentReference?: string;
  readonly deliveryTerms?: string;
  readonly deliveryMethod?: string;
  readonly language?: string;
  readonly salesChannel?: string;
  readonly shipTo?: OrderAddress;
  readonly lines: readonly OrderInputLine[];
  readonly charges?: readonly OrderCharge[];
  readonly texts?: readonly { readonly text: string; readonly place?: 'before' | 'after' }[];
  /** What the shopper was asked to pay, in the order's currency. */
  readonly total?: string;
  /** Fields of M3 that have no word here, by their M3 names. */
  readonly extra?: {
    readonly head?: Readonly<Record<string, string>>;
    readonly line?: Readonly<Record<string, string>>;
  };
}

export interface OrderAddress extends PostalAddress {
  /** Number of an address the customer has in M3; the rest is not sent then. */
  readonly addressId?: string;
}

export interface OrderInputLine {
  readonly lineNumber: string | number;
  readonly itemNumber: string;
  readonly quantity: string;
  readonly unit?: string;
  readonly price?: string;
  /** Discount on the whole line. */
  readonly discountAmount?: string;
  readonly discountPercent?: string;
  readonly warehouse?: string;
  readonly requestedDate?: string;
  readonly description?: string;
  readonly reference?: string;
}

export interface OrderCharge {
  /** `freight`, `handling`, `fee`, `discount`, `tax`, or a charge id of M3. */
  readonly code: string;
  readonly amount: string;
  readonly description?: string;
}

export interface OrderOutput {
  readonly orderNumber: string;
  readonly temporaryNumber?: string;
  readonly lowestStatus: string;
  readonly highestStatus: string;
  readonly stopped: boolean;
  readonly netTotal?: string;
  readonly lines: readonly {
    readonly lineNumber: string;
    readonly m3LineNumber: string;
    readonly itemNumber: string;
    readonly quantity: string;
  }[];
}

/** Which field of the staging transactions a text ends up in, for its limits. */
const head = (field: string): JsonSchema => ({ 'x-source': `OIS100MI AddBatchHead ${field}` });
const line = (field: string): JsonSchema => ({ 'x-source': `OIS100MI AddBatchLine ${field}` });
const decimal = (description: string, extra: JsonSchema = {}): JsonSchema =>
  text(description, { format: 'decimal', ...extra });
const day = (description: string): JsonSchema => text(`${description}, as 2026-02-28`);
const fields: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };

/** Loose on purpose where a person can mend it: a wrong quantity is held with its field, not refused unseen. */
export const ORDER_INPUT_SCHEMA: JsonSchema = object(
  {
    orderKey: text('Web order number', { minLength: 1 }),
    customerNumber: text('Customer number in M3', head('CUNO')),
    orderType: text('Order type; default of the connection', head('ORTP')),
    facility: text('Facility; default of the connection', head('FACI')),
    warehouse: text('Warehouse; default of the connection'),
    orderDate: day('Day of the order'),
    requestedDate: day('Day the customer wants the goods'),
    currency: text('ISO 4217 code', head('CUCD')),
    customerReference: text("The customer's purchase order number", head('CUOR')),
    yourReference: text('Who ordered, or another reference of the customer', head('YREF')),
    paymentTerms: text('Payment terms as M3 knows them', head('TEPY')),
    paymentMethod: text('Payment method as M3 knows it'),
    paymentReference: text("The payment provider's reference; never a card number"),
    deliveryTerms: text('Delivery terms as M3 knows them', head('TEDL')),
    deliveryMethod: text('Delivery method as M3 knows it', head('MODL')),
    language: text('Language as M3 knows it', head('LNCD')),
    salesChannel: text('Where the order came from'),
    shipTo: object({ ...ADDRESS_PROPERTIES, addressId: text('Number of an address in M3') }),
    lines: {
      type: 'array',
      items: object(
        {
          lineNumber: { anyOf: [{ type: 'string' }, { type: 'integer' }], description: 'Line number in the web order' },
          itemNumber: text('Item number in M3', line('ITNO')),
          quantity: decimal('Ordered quantity', line('ORQT')),
          unit: text("Unit, when it is not the item's basic unit", line('ALUN')),
          price: decimal('Price of one unit without tax', line('SAPR')),
          discountAmount: decimal('Discount on the whole line'),
          discountPercent: decimal('Discount in per cent'),
          warehouse: text('Warehouse of this line', line('WHLO')),
          requestedDate: day('Day for this line'),
          description: text('Item text on the order', line('ITDS')),
          reference: text('A text that stands with the line'),
        },
        ['lineNumber', 'itemNumber', 'quantity'],
      ),
    },
    charges: {
      type: 'array',
      items: object(
        {
          code: text('freight, handling, fee, discount, tax, or a charge id of M3'),
          amount: decimal('Amount; discounts may be given with or without a minus sign'),
          description: text('Text of the charge'),
        },
        ['code', 'amount'],
      ),
    },
    texts: { type: 'array', items: object({ text: text('Text'), place: { enum: ['before', 'after'] } }, ['text']) },
    total: decimal('What the shopper was asked to pay'),
    extra: object({ head: fields, line: fields }),
  },
  ['orderKey', 'customerNumber', 'lines'],
);

export const ORDER_OUTPUT_SCHEMA: JsonSchema = object(
  {
    orderNumber: text('Customer order number in M3'),
    temporaryNumber: text('Number of the draft it was made of'),
    lowestStatus: text('Lowest line status'),
    highestStatus: text('Highest line status'),
    stopped: { type: 'boolean', description: 'M3 holds the order, for example for credit' },
    netTotal: decimal('Value of the lines'),
    lines: {
      type: 'array',
      items: object(
        {
          lineNumber: text('Line number in the web order'),
          m3LineNumber: text('Line number in M3'),
          itemNumber: text('Item number'),
          quantity: decimal('Quantity in the basic unit'),
        },
        ['lineNumber', 'm3LineNumber', 'itemNumber', 'quantity'],
      ),
    },
  },
  ['orderNumber', 'lowestStatus', 'highestStatus', 'stopped', 'lines'],
);
