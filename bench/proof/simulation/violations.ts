import type { World } from './world.ts';

/** What must never happen, with the record it happened to. */
export interface Violation {
  readonly what: 'lost' | 'doubled' | 'wrong-lines' | 'customer-doubled' | 'told-wrong' | 'stuck';
  readonly record: string;
}

/** Looks at a world from outside, when it has come to its end: M3 and the store, and what was acknowledged. */
export function violationsOf(world: World): Violation[] {
  const found: Violation[] = [];
  if (!world.ended) found.push({ what: 'stuck', record: world.placed[0]?.key ?? '' });
  const runs = [...world.store.runs.values()];
  for (const order of world.placed) {
    const live = [...world.m3.orders].filter(([, { head }]) => Object.values(head).includes(order.key));
    const own = runs.filter(({ event }) => event['storeId'] === order.storeId);
    const record = order.key;
    if (live.length > 1) found.push({ what: 'doubled', record });
    const isDone = own.some(({ state }) => state === 'completed');
    if ((isDone || own.length === 0) && live.length === 0) found.push({ what: 'lost', record });
    for (const [, { lines }] of live) {
      const seen = lines.map(({ CUPO = '', ITNO = '', ORQT = '' }) => `${CUPO} ${ITNO} ${ORQT}`);
      if (seen.toSorted().join() !== order.lines.toSorted().join()) found.push({ what: 'wrong-lines', record });
    }
    const told = world.shop.keys.get(order.storeId);
    if (isDone && !live.some(([number]) => number === told)) found.push({ what: 'told-wrong', record });
  }
  if (world.m3.customers.size > 1) found.push({ what: 'customer-doubled', record: world.placed[0]?.key ?? '' });
  return found;
}

/** Runs that stopped for a person at the end, by the code of their reason. */
export function heldIn(world: World): string[] {
  return [...world.store.runs.values()]
    .filter(({ state }) => state === 'held')
    .map(({ hold }) => hold?.failure?.code ?? hold?.queue ?? '');
}
