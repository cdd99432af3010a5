import { inGroup } from './field-helpers.ts';

/** How often M3 is asked which items and prices changed, and how long a customer's price may be used again. */
export const ITEMS = inGroup('Items and prices to the store', [
  {
    name: 'itemsEverySeconds',
    label: 'Seconds between two looks at items',
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed items. Events make it faster.',
  },
  {
    name: 'pricesEverySeconds',
    label: 'Seconds between two looks at prices',
    type: 'number',
    default: 60,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed price lists.',
  },
  {
    name: 'itemPageSize',
    label: 'Items in a page of a full reading',
    type: 'number',
    default: 500,
    minimum: 2,
    maximum: 5_000,
    help: 'A full reading goes through the items in pages of this size.',
  },
  {
    name: 'priceCacheSeconds',
    label: 'Seconds a customer’s price may be used again',
    type: 'number',
    default: 60,
    minimum: 0,
    maximum: 3_600,
    help: 'M3 works out a customer’s price slowly. The same question (customer, item, quantity, currency) within this time gets the same answer; 0 asks every time.',
  },
]);
