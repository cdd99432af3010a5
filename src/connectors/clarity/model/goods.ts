import { decimal, flag, type Infer, list, optional, record, text, texts, time } from './shape.ts';

/** A product of the store. Prices and stock are not part of it there, and so not here. */
export const PRODUCT = record('Product', {
  id: text('Id in the store'),
  sku: optional(text('SKU; the ERP’s item number')),
  version: text('Changes with every change of the record'),
  active: flag('Not deactivated'),
  name: optional(text('Name')),
  shortDescription: optional(text('Short description')),
  type: optional(text('Type')),
  unit: optional(text('Unit of measure')),
  brandName: optional(text('Brand')),
  manufacturerPartNumber: optional(text('Manufacturer’s part number')),
  taxCode: optional(text('Tax code')),
  taxable: optional(flag('Taxable')),
  visible: flag('Shown in the store'),
  discontinued: flag('Discontinued'),
  weight: optional(decimal('Weight')),
  weightUnit: optional(text('Unit of the weight')),
  updatedAt: optional(time('Last changed')),
  attributes: texts('Attributes of the store’s own'),
});

export type Product = Infer<typeof PRODUCT>;

/** Stock of one product at one place. */
export const STOCK_PLACE = record('Stock at one place', {
  sectionKey: optional(text('Key of the section')),
  warehouseKey: optional(text('Key of the warehouse')),
  quantity: decimal('Quantity present'),
  allocated: decimal('Quantity allocated'),
  preSold: optional(decimal('Quantity sold before it came')),
  broken: optional(decimal('Quantity broken')),
});

/** What the store believes to have of a product. */
export const INVENTORY = record('Stock of a product', {
  productId: text('Id of the product in the store'),
  present: decimal('Quantity present in all places'),
  allocated: decimal('Quantity allocated in all places'),
  available: decimal('What can be sold: present less allocated, never below zero'),
  unlimited: flag('Sold without counting'),
  places: list('By place', STOCK_PLACE),
});

export type Inventory = Infer<typeof INVENTORY>;
export type StockPlace = Infer<typeof STOCK_PLACE>;
