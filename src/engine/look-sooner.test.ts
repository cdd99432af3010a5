import { expect, test } from 'vitest';
import { lookSooner } from './look-sooner.ts';
import type { InboundEvent, PollSource } from './ports.ts';
import type { Watcher } from './watch-ports.ts';

const source = (connection: string, name: string, hints: Readonly<Record<string, string>>): PollSource => ({
  tenant: 't',
  connection,
  name,
  title: name,
  everySeconds: 60,
  events: [],
  watches: 'order',
  hints,
  poll: () => Promise.resolve({ events: [], cursor: {}, more: false }),
});
const HINTS = { 'm3.order.changed': 'orderNumber', 'm3.invoice.changed': 'orderNumber' };
const event = (id: string, type: string, data: InboundEvent['data'] = {}): InboundEvent => ({
  tenant: 't',
  connection: 'm3',
  id,
  type,
  subject: '1',
  time: '2025-01-14T09:30:00.000Z',
  data,
  via: 'webhook',
});

/** An intake with two connections, in which the orders 0010000001 to 0010000009 are linked. */
function intakeOf(sources: readonly PollSource[]) {
  const asked: string[] = [];
  const hinted: { watcher: Watcher; ids: readonly string[] }[] = [];
  const known = new Set<string>();
  const accept = ({ id }: InboundEvent) => {
    const isNew = !known.has(id);
    known.add(id);
    return Promise.resolve({ eventId: id, isNew, runIds: [] });
  };
  const intake = lookSooner(
    { accept },
    {
      connections: { polls: () => Promise.resolve(sources) },
      requests: {
        requestPoll: (_, connection, name) => Promise.resolve(void asked.push(`${connection}/${name}`)),
        requestedPolls: () => Promise.resolve([]),
      },
      watch: {
        hint: (watcher, ids) => {
          hinted.push({ watcher, ids });
          return Promise.resolve(ids.filter((id) => id.startsWith('001000000')).length);
        },
      },
      log: () => {},
    },
  );
  return { intake, asked, hinted };
}
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 150));

test('a hint asks the polls of its connection that want it, once for many', async () => {
  const { intake, asked, hinted } = intakeOf([
    source('m3', 'order-status', HINTS),
    source('m3', 'stock', {}),
    source('other', 'order-status', HINTS),
  ]);
  for (let n = 0; n < 20; n += 1) {
    await intake.accept(event(`e${n}`, 'm3.order.changed', { orderNumber: `001000000${n % 3}` }));
  }
  await expect.poll(() => asked).toEqual(['m3/order-status']);
  const watcher: Watcher = { tenant: 't', kind: 'order', system: 'm3', poll: 'order-status' };
  expect(hinted).toEqual([{ watcher, ids: ['0010000000', '0010000001', '0010000002'] }]);
  await intake.accept(event('e1', 'm3.order.changed', { orderNumber: '0010000001' }));
  await intake.accept(event('x', 'm3.item.changed', { orderNumber: '0010000001' }));
  await aMoment();
  expect(asked).toHaveLength(1);
});

test('an order that nobody here knows is no reason to look; an event that names none is', async () => {
  const { intake, asked, hinted } = intakeOf([source('m3', 'order-status', HINTS)]);
  await intake.accept(event('1', 'm3.order.changed', { orderNumber: '0099999999' }));
  await aMoment();
  expect(hinted).toHaveLength(1);
  expect(asked).toEqual([]);
  await intake.accept(event('2', 'm3.invoice.changed', { invoiceNumber: '7' }));
  await aMoment();
  expect(hinted).toHaveLength(1);
  expect(asked).toEqual(['m3/order-status']);
});
