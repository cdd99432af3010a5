import { choices, inGroup } from './field-helpers.ts';

/** Which stock figure goes to the store, of which warehouses, and how often M3 is asked what changed. */
export const STOCK = inGroup('Stock to the store', [
  {
    name: 'stockFigure',
    label: 'Figure that can be sold',
    type: 'choice',
    default: 'AV02',
    choices: choices({
      AV02: 'On hand less reserved (AV02, default)',
      AV01: 'Allocatable on hand less allocated (AV01)',
      AVTQ: 'Available to promise (AVTQ)',
    }),
    help: 'AV02 and AVTQ fall as soon as an order is in M3. AV01 falls only when M3 allocates, so an item can be sold twice in between.',
  },
  {
    name: 'stockWarehouses',
    label: 'Warehouses',
    type: 'list',
    default: [],
    help: 'M3 warehouses whose stock goes to the store. Empty: all of them.',
  },
  {
    name: 'stockEverySeconds',
    label: 'Seconds between two looks at stock',
    type: 'number',
    default: 30,
    minimum: 1,
    maximum: 86_400,
    help: 'How often M3 is asked for changed balances. Events make it faster.',
  },
  {
    name: 'stockPageSize',
    label: 'Rows in a page of a full reading',
    type: 'number',
    default: 1000,
    minimum: 10,
    maximum: 10_000,
    help: 'A full reading goes through each warehouse in pages of this size.',
  },
]);
