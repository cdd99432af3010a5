import { expect, test } from 'vitest';
import type { ConnectionLight, FlowToday } from '../../../api/types.ts';
import { verdictOf } from './verdict.ts';

const flow = (counts: Partial<FlowToday>): FlowToday => ({
  flow: 'order-to-cash',
  title: 'Orders',
  arrived: 0,
  completed: 0,
  waiting: 0,
  held: 0,
  failed: 0,
  running: 0,
  queued: 0,
  ...counts,
});
const m3 = (state: ConnectionLight['state']): ConnectionLight => ({
  name: 'm3',
  connector: 'm3',
  title: 'Infor M3',
  state,
});

test('all is well', () => {
  expect(verdictOf({ flows: [flow({ arrived: 9, completed: 9 })], connections: [m3('working')] })).toEqual({
    tone: 'good',
    sentence: 'Everything flows.',
    detail: 'Nothing needs a person.',
  });
  expect(verdictOf({ flows: [flow({ running: 2, queued: 1 })], connections: [] }).detail).toBe(
    '3 orders on the way; nothing needs a person.',
  );
  expect(verdictOf({ flows: [flow({ waiting: 1 })], connections: [] }).detail).toBe(
    '1 order waits and goes on by itself; nothing needs a person.',
  );
});

test('held and failed orders need a person', () => {
  const one = verdictOf({ flows: [flow({ held: 1 })], connections: [m3('working')] });
  expect(one).toMatchObject({ tone: 'attention', sentence: '1 order is held and needs a person.' });
  const waiting = verdictOf({ flows: [flow({ held: 1, waiting: 3 })], connections: [] });
  expect(waiting.detail).toBe('All systems answer. 3 orders wait and go on by themselves; everything else flows.');
  const both = verdictOf({ flows: [flow({ held: 2 }), flow({ failed: 1 })], connections: [] });
  expect(both.sentence).toBe('3 orders are held (2) or given up (1) and need a person.');
});

test('a system that is away comes first, and says what waits for it', () => {
  const down = verdictOf({ flows: [flow({ waiting: 12 })], connections: [m3('down')] });
  expect(down).toEqual({
    tone: 'bad',
    sentence: 'Infor M3 does not answer.',
    detail: '12 orders go on by themselves once it is back.',
  });
  const worse = verdictOf({ flows: [flow({ held: 1 })], connections: [m3('paused')] });
  expect(worse).toMatchObject({ sentence: 'Infor M3 is paused.', detail: '1 order is held and needs a person.' });
});
