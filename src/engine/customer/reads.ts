import { compareAddresses, compareFields } from '../../core/customer/compare-customer.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Answer, ask } from '../ask.ts';
import type { RunSummary } from '../read-ports.ts';
import type { CustomerReadDeps } from './deps.ts';
import { hitsOf, sharedCustomers } from './hits.ts';
import type { CustomerReads, CustomerSide, CustomerView, LinkNote } from './model.ts';
import { readOpenInvoices, readPayments } from './money.ts';

/** How each connector's record of a customer is read. */
const READ: Readonly<Record<string, { readonly operation: string; readonly input: (id: string) => JsonObject }>> = {
  m3: { operation: 'customer.get', input: (customerNumber) => ({ customerNumber }) },
  clarity: { operation: 'account.get', input: (id) => ({ id }) },
};

const MOST_RUNS = 100;
const ORDERS = 'order-to-cash';

/** Customers over both systems, read when a person asks. */
export function createCustomerReads(deps: CustomerReadDeps): CustomerReads {
  return {
    find: async (tenant, search) => {
      const connections = await deps.listConnections(tenant);
      const sides = sidesOf(connections);
      const filter = { limit: MOST_RUNS, ...(search ? { search } : { flow: ORDERS }) };
      const { items } = await deps.runs.list(tenant, filter);
      return hitsOf(items, sides, sharedCustomers(connections));
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
