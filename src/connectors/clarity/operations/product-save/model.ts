import type { JsonSchema } from '../../../../core/json.ts';
import { choice, decimal, flag, type Infer, list, optional, record, text } from '../../model/shape.ts';
import { SAVE_COUNTS, SAVE_OUTCOME } from '../save-many.ts';

/** Fields of a product that may come from the ERP. */
export const OWNED_FIELDS = [
  'name',
  'shortDescription',
  'unit',
  'weight',
  'weightUnit',
  'visible',
  'discontinued',
  'category',
] as const;
export type OwnedField = (typeof OWNED_FIELDS)[number];

/**
 * Who decides about a field. `erp`: the ERP, always. `until-edited`: the ERP, until somebody edits the field in the
 * store. `create-only`: the ERP says it once, when the product is made.
 */
export const OWNERSHIPS = ['erp', 'until-edited', 'create-only'] as const;
export type Ownership = (typeof OWNERSHIPS)[number];

const owner = (title: string) => optional(choice(title, OWNERSHIPS));

const WANTED = record('A product as the ERP has it', {
  sku: text('SKU: the ERP’s item number'),
  name: optional(text('Name')),
  shortDescription: optional(text('Short description')),
  unit: optional(text('Unit of measure')),
  weight: optional(decimal('Weight')),
  weightUnit: optional(text('Unit of the weight')),
  visible: optional(flag('Shown in the store')),
  discontinued: optional(flag('Discontinued')),
  category: optional(text('Key of the category it belongs into')),
  create: optional(flag('Make it when the store does not have it; yes unless told otherwise')),
});
export type Wanted = Infer<typeof WANTED>;

export const INPUT = record('Products as they are to be', {
  items: list('Products', WANTED),
  owners: optional(
    record('Who decides about each field; a field that is not named is until-edited', {
      name: owner('Name'),
      shortDescription: owner('Short description'),
      unit: owner('Unit'),
      weight: owner('Weight'),
      weightUnit: owner('Unit of the weight'),
      visible: owner('Shown'),
      discontinued: owner('Discontinued'),
      category: owner('Category'),
    }),
  ),
  firstMeeting: optional(
    choice('Whose value counts where both differ and were never compared before', ['erp', 'store']),
  ),
});
export type Input = Infer<typeof INPUT>;
export type Owners = NonNullable<Input['owners']>;

const RESULT = record('What became of one product', {
  sku: text('SKU'),
  id: optional(text('Id in the store')),
  outcome: SAVE_OUTCOME,
  created: optional(flag('It was made')),
  reason: optional(text('Why it was not saved')),
  kept: optional(list('Fields that keep the store’s own value', text('Field'))),
});
export type Result = Infer<typeof RESULT>;

export const OUTPUT = record('What became of the products', {
  items: list('Products', RESULT),
  counts: SAVE_COUNTS,
});
export type Output = Infer<typeof OUTPUT>;

export const INPUT_SCHEMA = INPUT.schema as JsonSchema;
export const OUTPUT_SCHEMA = OUTPUT.schema as JsonSchema;
