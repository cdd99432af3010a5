import { expect, test } from 'vitest';
import type { LiveEvent } from '../../api/types.ts';
import { staleKeysOf } from './live-keys.ts';

test('a changed run makes its page, the lists and the figures old', () => {
  expect(staleKeysOf({ type: 'runs', ids: ['7', '8'] })).toEqual([
    ['runs'],
    ['work'],
    ['today'],
    ['run', '7'],
    ['run', '8'],
  ]);
});

test('a changed connection makes lights and figures old', () => {
  expect(staleKeysOf({ type: 'connections', names: ['m3'] })).toEqual([['connections'], ['today']]);
});

test('reload, and an event of a newer server, make everything old', () => {
  expect(staleKeysOf({ type: 'reload' })).toEqual([[]]);
  expect(staleKeysOf({ type: 'weather' } as unknown as LiveEvent)).toEqual([[]]);
});
