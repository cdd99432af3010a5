import { expect, test } from 'vitest';
import { addRound, goesOn } from './rounds.ts';

const refusal = (id: string, why = 'no') => ({ id, key: id, why });

test('rounds add up; what is refused again counts once, with the newest reason', () => {
  const first = addRound(undefined, { done: 198, left: 52, refused: [refusal('a'), refusal('b')] });
  const second = addRound(first, { done: 49, left: 3, refused: [refusal('b', 'still no'), refusal('c')] });
  expect(second).toEqual({
    done: 247,
    left: 3,
    refused: [refusal('a'), refusal('b', 'still no'), refusal('c')],
  });
});

test('rounds end with nothing left, or when one did nothing', () => {
  expect(goesOn({ done: 200, left: 1, refused: [] })).toBe(true);
  expect(goesOn({ done: 200, left: 0, refused: [] })).toBe(false);
  expect(goesOn({ done: 0, left: 2, refused: [refusal('a'), refusal('b')] })).toBe(false);
});
