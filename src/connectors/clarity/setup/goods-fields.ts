import { choices, inGroup } from './field-group.ts';

/** How prices are written. */
export const GOODS_FIELDS = inGroup('Products and prices', [
  {
    name: 'rawPrices',
    label: 'Base prices are written',
    type: 'choice',
    default: 'base',
    choices: choices({
      base: 'Alone, many in a call',
      whole: 'With the sale and list prices that stand there, which are read before, one by one',
    }),
    help: 'Choose the second when the store empties sale prices that are left out of a call. It is slower, and leaves out prices that did not change.',
  },
]);
