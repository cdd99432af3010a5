import { expect, test } from 'vitest';
import { takeNewer } from './newer-events.ts';
import type { EventVersions, InboundEvent } from './ports.ts';

const event = (version: number | undefined): InboundEvent => ({
  tenant: 't',
  connection: 'm3',
  id: `bod:${version}`,
  type: 'm3.item.changed',
  subject: 'PUMP-1001',
  time: '2025-01-14T09:30:00.000Z',
  data: {},
  via: 'webhook',
  ...(version === undefined ? {} : { version }),
});

function rig() {
  const taken: string[] = [];
  let newest: number | undefined;
  const state = { away: false };
  const versions: EventVersions = {
    newest: () => Promise.resolve(newest),
    remember: ({ version }) => Promise.resolve(void (newest = version)),
  };
  const accept = (each: InboundEvent) => {
    if (state.away) return Promise.reject(new Error('database is away'));
    taken.push(each.id);
    return Promise.resolve({ eventId: each.id, isNew: true, runIds: ['run'] });
  };
  return { state, taken, intake: takeNewer({ accept }, versions) };
}

test('W05: an older version that comes late starts nothing, a repeated one is left to its id', async () => {
  const { taken, intake } = rig();
  for (const version of [3, 2, 3, 5, 4]) await intake.accept(event(version));
  expect(taken).toEqual(['bod:3', 'bod:3', 'bod:5']);
});

test('W13: a deletion that is told before the creation stands: the creation is older and starts nothing', async () => {
  const { taken, intake } = rig();
  const [deletion, creation] = [7, 6];
  for (const version of [deletion, creation]) await intake.accept(event(version));
  expect(taken).toEqual(['bod:7']);
});

test('what could not be stored is not remembered: sent again it is taken', async () => {
  const { state, taken, intake } = rig();
  state.away = true;
  await expect(intake.accept(event(9))).rejects.toThrow('away');
  state.away = false;
  await intake.accept(event(8));
  expect(taken).toEqual(['bod:8']);
});

test('an event without a version is always taken', async () => {
  const { taken, intake } = rig();
  await intake.accept(event(9));
  await intake.accept(event(undefined));
  expect(taken).toHaveLength(2);
});
