import type { Inventory, Product } from '../model/goods.ts';

/** A product that is sold. */
export const PRODUCT_SAMPLE: Product = {
  id: '12',
  sku: 'PUMP-1001',
  version: '2025-01-10T08:00:00.000Z',
  active: true,
  name: 'Diaphragm pump DN20',
  type: 'GENERAL',
  unit: 'EA',
  taxable: true,
  visible: true,
  discontinued: false,
  weight: '0.2',
  attributes: {},
};

/** Its stock in one warehouse. */
export const INVENTORY_SAMPLE: Inventory = {
  productId: '12',
  present: '40',
  allocated: '3',
  available: '37',
  unlimited: false,
  places: [{ sectionKey: '001-MAIN', quantity: '40', allocated: '3' }],
};
