import { expect, test } from 'vitest';
import { FIGURES, listBehind } from './figures.ts';

const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z');
const listOf = (label: string) => {
  const figure = FIGURES.find((each) => each.label === label);
  return figure && listBehind(figure, 'order-to-cash', MIDNIGHT);
};

test('each number leads to what it counts: by arrival, by end, or whatever the day', () => {
  expect(listOf('Arrived')).toEqual({ flow: 'order-to-cash', since: 'today' });
  expect(listOf('Done')).toEqual({
    flow: 'order-to-cash',
    state: 'completed',
    endedSince: '2026-11-22T00:00:00.000Z',
  });
  expect(listOf('Held')).toEqual({ flow: 'order-to-cash', state: 'held' });
});
