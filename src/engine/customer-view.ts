import {
  compareAddresses,
  compareFields,
  type ComparedAddress,
  type ComparedField,
} from '../core/customer/compare-customer.ts';
import type { Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import type { LinkKey } from '../core/operation.ts';
import { type Answer, ask, type AskDeps } from './ask.ts';
import type { RunReads, RunSummary } from './read-ports.ts';

/** One side of a customer: which record it is, and whether the system could be asked just now. */
export interface CustomerSide {
  readonly connection: string;
  readonly connector: string;
  readonly title: string;
  readonly id?: string;
  readonly failure?: Failure;
}

/** Something that happened to the customer's link. */
export interface LinkNote {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: 'made' | 'ended';
  readonly by: string;
  readonly with: string;
  readonly reason?: string;
  readonly runId?: string;
}

/** An invoice of which something is open. */
export interface OpenInvoice {
  readonly invoiceNumber: string;
  readonly amount: string;
  readonly openAmount: string;
  readonly currency: string;
  /** YYYYMMDD; empty when M3 has none. */
  readonly dueDate: string;
}

/** A payment that the store keeps for one of the newest orders. */
export interface CustomerPayment {
  readonly orderId: string;
  readonly amount: string;
  readonly currency?: string;
  readonly method?: string;
  readonly state: 'authorised' | 'captured' | 'open';
  readonly at?: string;
}

/** One customer over both systems, as it is now. */
export interface CustomerView {
  readonly name: string;
  readonly sides: readonly CustomerSide[];
  readonly fields: readonly ComparedField[];
  readonly addresses: readonly ComparedAddress[];
  /** Newest first. */
  readonly orders: readonly RunSummary[];
  /** Runs that are no orders: changes of the customer itself, payments, invoices. Newest first. */
  readonly changes: readonly RunSummary[];
  readonly links: readonly LinkNote[];
  /** What M3 still waits for, oldest first; absent when M3 could not tell. */
  readonly openInvoices?: readonly OpenInvoice[];
  /** Of the newest orders; absent when the store could not tell. */
  readonly payments?: readonly CustomerPayment[];
}

/** A customer that a search found. */
export interface CustomerHit {
  readonly connection: string;
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly customerNumber?: string;
  readonly accountId?: string;
  readonly lastOrderAt: string;
  readonly open: number;
}

export interface CustomerReadDeps extends AskDeps {
  readonly runs: RunReads;
  readonly listConnections: (tenant: string) => Promise<
    readonly {
      readonly name: string;
      readonly connector: string;
      readonly title: string;
      readonly settings: JsonObject;
    }[]
  >;
  readonly findLink: (tenant: string, key: LinkKey, to: string) => Promise<string | undefined>;
  readonly linkHistory: (tenant: string, key: LinkKey) => Promise<readonly LinkNote[]>;
}

export interface CustomerReads {
  /** Customers by any number, name or e-mail; the ones with the newest orders when nothing is asked for. */
  find(tenant: string, search: string | undefined): Promise<readonly CustomerHit[]>;
  /** Undefined when neither system knows the record and nothing here does. */
  view(tenant: string, connection: string, id: string): Promise<CustomerView | undefined>;
}

/** How each connector's record of a customer is read. */
const READ: Readonly<Record<string, { readonly operation: string; readonly input: (id: string) => JsonObject }>> = {
  m3: { operation: 'customer.get', input: (customerNumber) => ({ customerNumber }) },
  clarity: { operation: 'account.get', input: (id) => ({ id }) },
};

/** Setting of a connection that names the customer whom all guests share, by connector. */
const SHARED_CUSTOMER: Readonly<Record<string, string>> = { m3: 'guestCustomer' };
const GUESTS = 'Guests, all under one number';

const MOST_RUNS = 100;
const MOST_HITS = 50;
const ORDERS = 'order-to-cash';

export function createCustomerReads(deps: CustomerReadDeps): CustomerReads {
  return {
    find: async (tenant, search) => {
      const connections = await deps.listConnections(tenant);
      const sides = sidesOf(connections);
      const shared = new Set(
        connections.map(({ name, connector, settings }) => {
          const number = settings[SHARED_CUSTOMER[connector] ?? ''];
          return recordKey(name, typeof number === 'string' ? number : '');
        }),
      );
      const filter = { limit: MOST_RUNS, ...(search ? { search } : { flow: ORDERS }) };
      const { items } = await deps.runs.list(tenant, filter);
      return hitsOf(items, sides, shared);
    },
    view: async (tenant, connection, id) => {
      const known = sidesOf(await deps.listConnections(tenant));
      const asked = known.find((side) => side.connection === connection);
      if (!asked) return undefined;
      const sides = await Promise.all(
        known.map(async (side): Promise<CustomerSide> => {
          if (side.connection === connection) return { ...side, id };
          if (side.connector === asked.connector) return side;
          const linked = await deps.findLink(tenant, { kind: 'customer', system: connection, id }, side.connection);
          return linked === undefined ? side : { ...side, id: linked };
        }),
      );
      const shown = sides.filter((side) => side.id !== undefined || side.connector !== asked.connector);
      return await assemble(deps, tenant, shown);
    },
  };
}

function sidesOf(connections: Awaited<ReturnType<CustomerReadDeps['listConnections']>>): CustomerSide[] {
  return connections
    .filter(({ connector }) => READ[connector] !== undefined)
    .map(({ name, connector, title }) => ({ connection: name, connector, title }));
}

const recordKey = (connection: string, id: string): string => `${connection}/${id}`;

async function assemble(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
): Promise<CustomerView | undefined> {
  const [answers, runs, links, openInvoices] = await Promise.all([
    Promise.all(sides.map((side) => readSide(deps, tenant, side))),
    readRuns(deps, tenant, sides),
    readLinks(deps, tenant, sides),
    readOpenInvoices(deps, tenant, sides),
  ]);
  const orders = runs.filter(({ flow }) => flow === ORDERS);
  const payments = await readPayments(deps, tenant, sides, orders);
  const recordOf = (connector: string): JsonObject | undefined => {
    const index = sides.findIndex((side) => side.connector === connector && side.id !== undefined);
    const answer = answers[index];
    return answer && 'output' in answer ? (answer.output as JsonObject) : undefined;
  };
  const [m3, store] = [recordOf('m3'), recordOf('clarity')];
  if (m3 === undefined && store === undefined && runs.length === 0 && links.length === 0) {
    if (answers.every((answer) => answer && 'failure' in answer && answer.failure.kind === 'missing')) return undefined;
  }
  const fields = compareFields(m3, store);
  const name = fields.find((field) => field.name === 'name');
  return {
    name: name?.m3 ?? name?.store ?? runs.find(({ facts }) => facts.name)?.facts.name ?? '',
    sides: sides.map((side, index) => {
      const answer = answers[index];
      return answer && 'failure' in answer ? { ...side, failure: answer.failure } : side;
    }),
    fields,
    addresses: compareAddresses(m3, store),
    orders,
    changes: runs.filter(({ flow }) => flow !== ORDERS),
    links,
    ...(openInvoices === undefined ? {} : { openInvoices }),
    ...(payments === undefined ? {} : { payments }),
  };
}

async function readSide(deps: CustomerReadDeps, tenant: string, side: CustomerSide): Promise<Answer | undefined> {
  const read = READ[side.connector];
  if (side.id === undefined || read === undefined) return undefined;
  return await ask(deps, {
    tenant,
    connection: side.connection,
    operation: read.operation,
    input: read.input(side.id),
  });
}

/** Facts name a customer by the number of each system. */
const FACT_OF = { m3: 'erpCustomer', clarity: 'customer' } as const;

const factOf = (connector: string): 'erpCustomer' | 'customer' | undefined =>
  FACT_OF[connector as keyof typeof FACT_OF];

async function readRuns(deps: CustomerReadDeps, tenant: string, sides: readonly CustomerSide[]): Promise<RunSummary[]> {
  const found = new Map<string, RunSummary>();
  for (const { id, connector } of sides) {
    const fact = factOf(connector);
    if (id === undefined || fact === undefined) continue;
    const { items } = await deps.runs.list(tenant, { search: id, limit: MOST_RUNS });
    // The same digits may be the number of an order.
    for (const run of items) if (run.facts[fact] === id) found.set(run.id, run);
  }
  return [...found.values()].toSorted((a, b) => (a.arrivedAt < b.arrivedAt ? 1 : -1));
}

async function readLinks(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
): Promise<readonly LinkNote[]> {
  const side = sides.find(({ id }) => id !== undefined);
  if (side?.id === undefined) return [];
  return await deps.linkHistory(tenant, { kind: 'customer', system: side.connection, id: side.id });
}

async function readOpenInvoices(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
): Promise<readonly OpenInvoice[] | undefined> {
  const m3 = sides.find(({ connector, id }) => connector === 'm3' && id !== undefined);
  if (m3?.id === undefined) return undefined;
  const input = { customerNumber: m3.id };
  const answer = await ask(deps, { tenant, connection: m3.connection, operation: 'receivable.get', input });
  return 'output' in answer ? (answer.output as unknown as { open: readonly OpenInvoice[] }).open : undefined;
}

/** Orders whose payments are read: each is a call. */
const PAID_ORDERS = 5;

interface StorePayment {
  readonly amount: string;
  readonly currency?: string;
  readonly method?: string;
  readonly authorised: boolean;
  readonly authorisedAt?: string;
  readonly received: boolean;
  readonly receivedAt?: string;
}

async function readPayments(
  deps: CustomerReadDeps,
  tenant: string,
  sides: readonly CustomerSide[],
  orders: readonly RunSummary[],
): Promise<readonly CustomerPayment[] | undefined> {
  const store = sides.find(({ connector, id }) => connector === 'clarity' && id !== undefined);
  if (!store) return undefined;
  const ids = [...new Set(orders.flatMap(({ facts }) => facts.order ?? []))].slice(0, PAID_ORDERS);
  const answers = await Promise.all(
    ids.map((orderId) =>
      ask(deps, { tenant, connection: store.connection, operation: 'payment.list', input: { orderId } }),
    ),
  );
  if (answers.some((answer) => 'failure' in answer)) return undefined;
  return answers.flatMap((answer, index) => {
    const { payments } = (answer as { output: unknown }).output as { payments: readonly StorePayment[] };
    return payments.map((payment) => paymentOf(ids[index] ?? '', payment));
  });
}

function paymentOf(orderId: string, payment: StorePayment): CustomerPayment {
  const { amount, currency, method, received, receivedAt, authorised, authorisedAt } = payment;
  const at = receivedAt ?? authorisedAt;
  return {
    orderId,
    amount,
    ...(currency === undefined ? {} : { currency }),
    ...(method === undefined ? {} : { method }),
    state: received ? 'captured' : authorised ? 'authorised' : 'open',
    ...(at === undefined ? {} : { at }),
  };
}

const OPEN: ReadonlySet<string> = new Set(['held', 'failed', 'waiting', 'running', 'queued']);

/** Customers of runs; `shared` are the keys of customers who stand for many people, and carry no one's name. */
function hitsOf(
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
