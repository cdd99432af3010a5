import type { JsonObject } from '../../../core/json.ts';
import { type AnyOperation, asAnyOperation, type Call, type CallResult } from '../../../core/operation.ts';
import { type Random, seededRandom } from '../../kit/sandbox/random.ts';
import { customerEnsure } from '../operations/customer-ensure/index.ts';
import { orderCreate } from '../operations/order-create/index.ts';
import { readRequest } from '../wire/request.ts';
import { driveCase, printReports } from './drive-case.ts';
import { M3Model, type ModelOrder } from './model.ts';
import { HARSH, type Mishaps, SimulatedNetwork } from './network.ts';

export interface SimulationOptions {
  /** How many orders (or customers). */
  readonly count: number;
  readonly seed: number;
  readonly quietTime: string;
  readonly mishaps?: Mishaps;
  readonly orderEntry?: 'draft' | 'direct';
  readonly lineMode?: 'bulk' | 'single';
  /** Answers the read-back with what was meant instead of what stands there: what the protocol is worth without it. */
  readonly blind?: boolean;
  /** How often a person releases a held order. Default 2. */
  readonly releases?: number;
}

export interface SimulationReport {
  readonly count: number;
  /** Said to be done, but not there. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** There with other lines than were ordered. */
  readonly wrongLines: number;
  /** Stopped with a reason for a person, after all releases. */
  readonly held: number;
  /** Held although M3 has the order: only an unknown outcome may be. */
  readonly heldButThere: number;
  /** Drafts that were never confirmed and are still there; a sweep deletes them. */
  readonly leftDrafts: number;
  readonly calls: number;
  readonly heldCodes: Readonly<Record<string, number>>;
}

/**
 * Creates orders against the model of M3 under mishaps and virtual time, each in a world of its own, and counts from
 * outside what became of them. The same seed gives the same report.
 */
export async function simulateOrders(options: SimulationOptions): Promise<SimulationReport> {
  const operation = asAnyOperation(orderCreate);
  return simulate(options, (random, index) => {
    const input = randomOrder(random, index);
    return {
      operation,
      input,
      stepKey: `run-${index}`,
      judge: ({ orders, drafts }) => ({
        copies: orders.size,
        wrongLines: [...orders.values()].some((order) => !hasItsLines(order, input, options)),
        leftDrafts: [...drafts.values()].filter(({ orderNumber }) => orderNumber === '').length,
      }),
    };
  });
}

/** The same for new customers whose number M3 gives. */
export async function simulateCustomers(options: SimulationOptions): Promise<SimulationReport> {
  const operation = asAnyOperation(customerEnsure);
  return simulate(options, (_random, index) => ({
    operation,
    input: { storeCustomerId: String(index), name: 'Acme', addressLines: ['1 Dock Road'], country: 'US' },
    stepKey: `run-${index}`,
    judge: ({ customers }) => ({ copies: customers.size, wrongLines: false, leftDrafts: 0 }),
  }));
}

interface Case {
  readonly operation: AnyOperation;
  readonly input: JsonObject;
  readonly stepKey: string;
  readonly judge: (model: M3Model) => { copies: number; wrongLines: boolean; leftDrafts: number };
}

async function simulate(
  { count, seed, mishaps = HARSH, blind = false, releases = 2, ...rest }: SimulationOptions,
  makeCase: (random: Random, index: number) => Case,
): Promise<SimulationReport> {
  const random = seededRandom(seed);
  const settings = settingsOf(rest);
  const report = { count, lost: 0, duplicated: 0, wrongLines: 0, held: 0, heldButThere: 0, leftDrafts: 0, calls: 0 };
  const heldCodes: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const { operation, input, stepKey, judge } = makeCase(random, index);
    const model = new M3Model();
    const network = new SimulatedNetwork(model, random, mishaps);
    const send = blind ? blindSend(network) : (call: Call) => network.send(call);
    const step = { operation, input, settings, stepKey };
    const { end, calls } = await driveCase(step, network, send, random, releases);
    report.calls += calls;
    const { copies, wrongLines, leftDrafts } = judge(model);
    report.leftDrafts += leftDrafts;
    if (end.do === 'fail') {
      report.held += 1;
      if (copies > 0) report.heldButThere += 1;
      heldCodes[end.failure.code] = (heldCodes[end.failure.code] ?? 0) + 1;
    } else if (copies === 0) report.lost += 1;
    if (copies > 1) report.duplicated += 1;
    if (wrongLines) report.wrongLines += 1;
  }
  return { ...report, heldCodes };
}

function settingsOf(options: Pick<SimulationOptions, 'quietTime' | 'orderEntry' | 'lineMode'>): JsonObject {
  const { quietTime, orderEntry = 'draft', lineMode = 'bulk' } = options;
  const place = { company: '100', facility: '001', warehouse: '001', orderType: 'WEB', customerTemplate: 'WEB' };
  return { ...place, quietTime, orderEntry, lineMode, sandbox: true };
}

function randomOrder(random: Random, index: number): JsonObject {
  const lines = Array.from({ length: random.integer(1, 5) }, (_, line) => ({
    lineNumber: String(line + 1),
    itemNumber: `ITEM-${random.integer(1, 3)}`,
    quantity: String(random.integer(1, 9)),
    price: '10.00',
  }));
  const charges = random.chance(0.5) ? [{ code: 'freight', amount: '1' }] : [];
  return { orderKey: `WEB-${index}`, customerNumber: 'C1', lines, charges };
}

function hasItsLines(order: ModelOrder, input: JsonObject, { orderEntry }: SimulationOptions): boolean {
  const wanted = (input['lines'] as { lineNumber: string; itemNumber: string; quantity: string }[]).map(
    ({ lineNumber, itemNumber, quantity }) => `${lineNumber} ${itemNumber} ${quantity}`,
  );
  const key = orderEntry === 'direct' ? 'PONR' : 'CUPO';
  const found = order.lines.map(({ ITNO = '', ORQT = '', [key]: number = '' }) => `${number} ${ITNO} ${ORQT}`);
  return wanted.sort().join() === found.sort().join();
}

/** Sends calls on, but answers each read-back of a draft's lines from what was last written. */
function blindSend(network: SimulatedNetwork): (call: Call) => CallResult {
  let lines: Readonly<Record<string, string>>[] = [];
  return (call) => {
    const { transactions } = readRequest(call.request);
    if (call.name === 'stage') lines = [];
    if (call.name === 'fill')
      lines.push(...transactions.map(({ record }) => record).filter((record) => record['ITNO']));
    const result = network.send(call);
    if (call.name !== 'read-back' || result.outcome !== 'applied') return result;
    const [head] = (result.reply as { results: JsonObject[] }).results;
    const reply = { results: [head, { transaction: 'LstBatchLine', records: lines }] } as unknown as JsonObject;
    return { ...result, reply };
  };
}

// `node src/connectors/m3/simulation/simulate.ts [count] [seed]` prints what each part of the protocol is worth.
if (import.meta.main) {
  const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
  const base = { count, seed, quietTime: '150s' };
  const direct = { ...base, orderEntry: 'direct' as const };
  const once = { ...HARSH, repeated: 0 };
  const rows: Record<string, Promise<SimulationReport>> = {
    draft: simulateOrders(base),
    'draft, lines one by one': simulateOrders({ ...base, lineMode: 'single' }),
    'draft without quiet time': simulateOrders({ ...base, quietTime: '0s' }),
    'draft without read-back': simulateOrders({ ...base, blind: true }),
    'direct entry': simulateOrders({ ...direct, mishaps: once }),
    'direct entry without quiet time': simulateOrders({ ...direct, mishaps: once, quietTime: '0s' }),
    'direct entry, a proxy repeats calls': simulateOrders(direct),
    customer: simulateCustomers({ ...base, mishaps: once }),
    'customer without quiet time': simulateCustomers({ ...base, mishaps: once, quietTime: '0s' }),
  };
  await printReports(rows);
}
