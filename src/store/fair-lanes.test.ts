import { expect, test } from 'vitest';
import { FairLanes } from './fair-lanes.ts';

test('O12: the next order of a quiet store goes before nearly all of another one that floods', () => {
  const lanes = new FairLanes();
  lanes.queueStands(1);
  const flood = Array.from({ length: 10_000 }, () => lanes.place('a'));
  const quiet = lanes.place('b');
  expect(flood.filter((place) => place <= quiet).length).toBeLessThan(32);
  expect(flood).toEqual(flood.toSorted((left, right) => left - right));
});

test('a store that was quiet begins where the queue stands and cannot save up turns', () => {
  const lanes = new FairLanes();
  lanes.queueStands(1);
  for (let each = 0; each < 1_000; each += 1) lanes.place('a');
  lanes.queueStands(100);
  expect(lanes.place('b')).toBe(100);
  expect(lanes.place('a')).toBe(126);
});

test('two that flood share the places evenly, and all is forgotten when nobody waits', () => {
  const lanes = new FairLanes();
  lanes.queueStands(1);
  const places = Array.from({ length: 100 }, () => [lanes.place('a'), lanes.place('b')]);
  for (const [left, right] of places) expect(left).toBe(right);
  lanes.queueStands(undefined);
  expect(lanes.place('a')).toBe(0);
});
