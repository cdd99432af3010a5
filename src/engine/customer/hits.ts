import type { RunSummary } from '../read-ports.ts';
import type { CustomerReadDeps } from './deps.ts';
import type { CustomerHit, CustomerSide } from './model.ts';

/** Setting of a connection that names the customer whom all guests share, by connector. */
const SHARED_CUSTOMER: Readonly<Record<string, string>> = { m3: 'guestCustomer' };
const GUESTS = 'Guests, all under one number';

const MOST_HITS = 50;
const OPEN: ReadonlySet<string> = new Set(['held', 'failed', 'waiting', 'running', 'queued']);

const recordKey = (connection: string, id: string): string => `${connection}/${id}`;

/** Keys, for {@link hitsOf}, of the customers whom all guests of a connection share. */
export function sharedCustomers(connections: Awaited<ReturnType<CustomerReadDeps['listConnections']>>): Set<string> {
  return new Set(
    connections.map(({ name, connector, settings }) => {
      const number = settings[SHARED_CUSTOMER[connector] ?? ''];
      return recordKey(name, typeof number === 'string' ? number : '');
    }),
  );
}

/** Customers of runs; `shared` are the keys of customers who stand for many people, and carry no one's name. */
export function hitsOf(
  runs: readonly RunSummary[],
  sides: readonly CustomerSide[],
  shared: ReadonlySet<string>,
): CustomerHit[] {
  const hits = new Map<string, CustomerHit>();
  const m3 = sides.find(({ connector }) => connector === 'm3');
  const store = sides.find(({ connector }) => connector === 'clarity');
  for (const { facts, state, arrivedAt } of runs) {
    // Guests share one number in M3, so the store's account says more.
    const side = facts.customer && store ? store : m3;
    const id = facts.customer && store ? facts.customer : facts.erpCustomer;
    if (!side || !id) continue;
    const key = recordKey(side.connection, id);
    const known = hits.get(key);
    if (!known && hits.size === MOST_HITS) continue;
    const { erpCustomer: customerNumber = known?.customerNumber } = facts;
    const person = shared.has(key) ? { name: GUESTS } : { name: known?.name || facts.name || '', email: facts.email };
    const email = person.email ?? known?.email;
    hits.set(key, {
      connection: side.connection,
      id,
      name: person.name,
      ...(email === undefined ? {} : { email }),
      ...(customerNumber === undefined ? {} : { customerNumber }),
      ...(facts.customer === undefined ? {} : { accountId: facts.customer }),
      lastOrderAt: known && known.lastOrderAt > arrivedAt ? known.lastOrderAt : arrivedAt,
      open: (known?.open ?? 0) + (OPEN.has(state) ? 1 : 0),
    });
  }
  return [...hits.values()];
}
