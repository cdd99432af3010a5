import type { JsonSchema } from '../../../../core/json.ts';
import { decimal, flag, type Infer, list, optional, record, text } from '../../model/shape.ts';
import { SAVE_COUNTS, SAVE_OUTCOME } from '../save-many.ts';

const KEY = {
  sku: text('SKU: the ERP’s item number'),
  price: decimal('Price of one unit'),
  currency: text('Currency of the price'),
  list: optional(text('Key of the store’s price list; left out for the base price')),
  source: optional(text('Where the price comes from, for people')),
};

const INPUT = record('Prices as they are to be', {
  items: list('Prices', record('Price', { ...KEY, unit: optional(text('Unit of the price')) })),
  allowZero: optional(flag('A price of zero is meant so')),
});
export type Input = Infer<typeof INPUT>;
export type Row = Input['items'][number];

const RESULT = record('What became of one price', {
  ...KEY,
  productId: optional(text('Id of the product in the store')),
  outcome: SAVE_OUTCOME,
  reason: optional(text('Why it was not saved')),
});
export type Result = Infer<typeof RESULT>;

const OUTPUT = record('What became of the prices', {
  items: list('Prices', RESULT),
  counts: SAVE_COUNTS,
});
export type Output = Infer<typeof OUTPUT>;

export const INPUT_SCHEMA = INPUT.schema as JsonSchema;
export const OUTPUT_SCHEMA = OUTPUT.schema as JsonSchema;
