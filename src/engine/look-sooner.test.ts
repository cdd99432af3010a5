import { expect, test } from 'vitest';
import { lookSooner } from './look-sooner.ts';
import type { InboundEvent, PollSource } from './ports.ts';

const source = (connection: string, name: string, hints: readonly string[]): PollSource => ({
  tenant: 't',
  connection,
  name,
  title: name,
  everySeconds: 60,
  events: [],
  hints,
  poll: () => Promise.resolve({ events: [], cursor: {}, more: false }),
});
const event = (id: string, type: string): InboundEvent => ({
  tenant: 't',
  connection: 'm3',
  id,
  type,
  subject: '1',
  time: '2025-01-14T09:30:00.000Z',
  data: {},
  via: 'webhook',
});

test('a hint asks the polls of its connection that want it, once for many', async () => {
  const asked: string[] = [];
  const known = new Set<string>();
  const accept = ({ id }: InboundEvent) => {
    const isNew = !known.has(id);
    known.add(id);
    return Promise.resolve({ eventId: id, isNew, runIds: [] });
  };
  const sources = [
    source('m3', 'order-status', ['m3.order.changed']),
    source('m3', 'stock', []),
    source('other', 'order-status', ['m3.order.changed']),
  ];
  const intake = lookSooner(
    { accept },
    {
      connections: { polls: () => Promise.resolve(sources) },
      requests: {
        requestPoll: (_, connection, name) => Promise.resolve(void asked.push(`${connection}/${name}`)),
        requestedPolls: () => Promise.resolve([]),
      },
      log: () => {},
    },
  );
  for (let n = 0; n < 20; n += 1) await intake.accept(event(`e${n}`, 'm3.order.changed'));
  await expect.poll(() => asked).toEqual(['m3/order-status']);
  await intake.accept(event('e1', 'm3.order.changed'));
  await intake.accept(event('x', 'm3.item.changed'));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(asked).toHaveLength(1);
});
