import { expect, test } from 'vitest';
import { stockStateOf } from './stock-state.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const at = (minutesAgo: number) => ({ asOf: new Date(NOW - minutesAgo * 60_000).toISOString() });
const queues = (...names: string[]) => names.map((queue) => ({ queue }));

test.each([
  ['never read', {}, queues('stock-stale'), 'Not read yet'],
  ['nobody has been asked', at(50), queues('item-setup'), 'Fresh'],
  ['the alarm was raised', at(75), queues('stock-stale'), 'Old'],
  [
    'the store refuses figures, and they have grown old',
    at(75),
    queues('stock-stale', 'stock-paused'),
    'Standing still',
  ],
  ['the alarm stands, but this store is fresh again', at(0.5), queues('stock-stale'), 'Fresh'],
  ['figures that nobody believes were held back', at(0.5), queues('stock-doubt'), 'In doubt'],
])('figures when %s', (_, figures, holds, word) => {
  expect(stockStateOf(figures, holds, NOW).word).toBe(word);
});
