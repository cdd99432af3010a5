import type { JsonObject } from '../../../src/core/json.ts';
import type { Call, CallResult, OperationView } from '../../../src/core/operation.ts';
import { connectionFailure } from '../../../src/connectors/kit/errors.ts';
import {
  type FinanceSimulationOptions,
  simulateSettlements,
  simulateVouchers,
} from '../../../src/connectors/m3/simulation/simulate-finance.ts';
import { HARSH } from '../../../src/connectors/m3/simulation/network.ts';
import { simulateOrders, type SimulationOptions } from '../../../src/connectors/m3/simulation/simulate.ts';
import { readRequest } from '../../../src/connectors/m3/wire/request.ts';
import { simulateWorlds } from './simulate-worlds.ts';
import { HARSH_WORLD, type WorldOptions } from './world.ts';

/** What was found when a rule was taken out. */
export interface Finding {
  /** The first violation, in words; undefined when none was found. */
  readonly what: string | undefined;
  /** Orders (or postings) until then, at most. */
  readonly after: number;
}

/**
 * A rule that keeps effects from being lost or doubled, and a world without it. It is taken out from outside: by what
 * the store answers, by what an operation is shown, by a setting. The product has no switch for it.
 */
export interface SafetyRule {
  readonly name: string;
  readonly guards: string;
  readonly without: (orders: number, seed: number) => Promise<Finding>;
}

const NO_QUIET_TIME = '0s';

async function inWorlds(orders: number, seed: number, change: Partial<WorldOptions>): Promise<Finding> {
  const { violations } = await simulateWorlds(orders, seed, { ...HARSH_WORLD, ...change }, true);
  const [first] = violations;
  return { what: first && `${first.what} (${first.record})`, after: first?.afterOrders ?? orders };
}

async function inFinance(
  simulate: typeof simulateVouchers,
  count: number,
  seed: number,
  change: Partial<FinanceSimulationOptions>,
): Promise<Finding> {
  const { doubled, unbalanced, wrong, lost } = await simulate({ count, seed, quietTime: '150s', ...change });
  return counted({ doubled, unbalanced, wrong, lost }, count);
}

async function inDirectEntry(count: number, seed: number, change: Partial<SimulationOptions>): Promise<Finding> {
  const base = { count, seed, orderEntry: 'direct', mishaps: { ...HARSH, repeated: 0 }, quietTime: '150s' } as const;
  const { lost, duplicated, wrongLines } = await simulateOrders({ ...base, ...change });
  return counted({ duplicated, wrongLines, lost }, count);
}

function counted(counts: Readonly<Record<string, number>>, after: number): Finding {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return { what: found.length === 0 ? undefined : found.map(([what, count]) => `${count} ${what}`).join(', '), after };
}

/** An operation is shown a world in which its last write was made long ago. */
const longAgo =
  (wanted: string) =>
  (operation: string, view: OperationView): OperationView =>
    operation === wanted ? { ...view, settings: { ...view.settings, quietTime: NO_QUIET_TIME } } : view;

/** After an answer that never came to the confirmation, the operation is shown an empty history. */
function forgetConfirmInDoubt(operation: string, view: OperationView): OperationView {
  if (operation !== 'order.create') return view;
  const doubt = view.calls.findLastIndex(({ name, outcome }) => name === 'confirm' && outcome === 'ambiguous');
  const settings = { ...view.settings, findExisting: false };
  return doubt < 0 ? view : { ...view, settings, calls: view.calls.slice(doubt + 1) };
}

/** A read is answered as if what it looks for were not there. */
const seesNothing =
  (transaction: string, records: readonly JsonObject[]) =>
  (call: Call, result: CallResult): CallResult => {
    if (result.outcome !== 'applied' || call.effect !== 'read') return result;
    const { transactions } = readRequestOf(call);
    if (!transactions.some((each) => each.transaction === transaction)) return result;
    const results = transactions.map((each) => ({ transaction: each.transaction, records }));
    return { ...result, reply: { results } as unknown as JsonObject };
  };

function readRequestOf(call: Call): { transactions: readonly { transaction: string; record: JsonObject }[] } {
  if (!('program' in call.request)) return { transactions: [] };
  return readRequest(call.request) as unknown as ReturnType<typeof readRequestOf>;
}

/** The read-back of a draft is answered with what was last written to any draft. */
function blindReadBack(): (call: Call, result: CallResult) => CallResult {
  let lines: JsonObject[] = [];
  return (call, result) => {
    if (call.name === 'stage') lines = [];
    const { transactions } = readRequestOf(call);
    if (call.name === 'fill') lines.push(...transactions.map(({ record }) => record).filter(({ ITNO }) => ITNO));
    if (call.name !== 'read-back' || result.outcome !== 'applied') return result;
    const [head] = (result.reply as { results: JsonObject[] }).results;
    const reply = { results: [head, { transaction: 'LstBatchLine', records: lines }] };
    return { ...result, reply: reply as unknown as JsonObject };
  };
}

/** What is unknown is taken for "it never left". */
function doubtIsNotSent(call: Call, result: CallResult): CallResult {
  if (result.outcome !== 'ambiguous' || call.effect !== 'write') return result;
  return { outcome: 'not-sent', failure: connectionFailure('connection.unreachable') };
}

/** What is unknown is taken for done, with whatever an answer would have said. */
const unconfirmed = seesNothing('GetTmpOrderStat', [{ ORNR: '', STAT: '10' }]);

export const SAFETY_RULES: readonly SafetyRule[] = [
  {
    name: 'four outcomes',
    guards: 'an unanswered write is not sent again blindly',
    without: (orders, seed) => inWorlds(orders, seed, { twistAnswer: doubtIsNotSent }),
  },
  {
    name: 'journal before send',
    guards: 'a process that dies in the middle of a write leaves word of it',
    without: (orders, seed) => inWorlds(orders, seed, { lies: { forgetsSent: true } }),
  },
  {
    name: 'lease token',
    guards: 'a worker that wakes up late writes nothing more',
    without: (orders, seed) => inWorlds(orders, seed, { lies: { ignoresToken: true } }),
  },
  {
    name: 'no write after a sleep',
    guards: 'what was about to be sent is not sent late',
    // Sleepers are rare and so are late effects: a world of heavy sleepers shows it soon.
    without: (orders, seed) =>
      inWorlds(orders, seed, {
        lies: { sendsAfterSleep: true },
        mishaps: { ...HARSH, lateEffect: 0.3 },
        perils: { crash: 0, freeze: 0.08 },
      }),
  },
  {
    name: 'one run for each order',
    guards: 'five webhooks for an order are one piece of work',
    without: (orders, seed) => inWorlds(orders, seed, { lies: { ignoresDedupe: true, ignoresOrderKey: true } }),
  },
  {
    name: 'one order of a customer at a time',
    guards: 'two first orders of a new customer make one customer',
    without: (orders, seed) => inWorlds(orders, seed, { series: true, lies: { ignoresOrderKey: true } }),
  },
  {
    name: 'choose',
    guards: 'once a draft was sent to be confirmed, no other one is',
    without: (orders, seed) => inWorlds(orders, seed, { twistView: forgetConfirmInDoubt }),
  },
  {
    name: 'quiet time of a confirmation',
    guards: 'a confirmation that may still come is waited for',
    without: (orders, seed) => inWorlds(orders, seed, { twistView: longAgo('order.create') }),
  },
  {
    name: 'look before the second confirmation',
    guards: 'an order that is live already is adopted',
    without: (orders, seed) =>
      inWorlds(orders, seed, { twistAnswer: unconfirmed, mishaps: { ...HARSH, replyLost: 0.1 } }),
  },
  {
    name: 'read-back',
    guards: 'only a draft that M3 shows complete is confirmed',
    without: (orders, seed) => inWorlds(orders, seed, { twistAnswer: blindReadBack() }),
  },
  {
    name: 'quiet time of a new customer',
    guards: 'a customer that may still come is waited for',
    without: (orders, seed) => inWorlds(orders, seed, { series: true, twistView: longAgo('customer.ensure') }),
  },
  {
    name: 'look-up of a customer',
    guards: 'a customer that is there is not made again',
    without: (orders, seed) => inWorlds(orders, seed, { series: true, twistAnswer: seesNothing('LstBySearchKey', []) }),
  },
  {
    name: 'quiet time of direct entry',
    guards: 'an order entered without a draft is looked for only when it must show',
    without: (count, seed) => inDirectEntry(count, seed, { quietTime: NO_QUIET_TIME }),
  },
  {
    name: 'quiet time of a voucher',
    guards: 'a posting that may still come is waited for',
    without: (count, seed) => inFinance(simulateVouchers, count, seed, { quietTime: NO_QUIET_TIME }),
  },
  {
    name: 'look at the ledger',
    guards: 'a voucher that is posted is not posted again',
    without: (count, seed) => inFinance(simulateVouchers, count, seed, { without: 'look' }),
  },
  {
    name: 'read-back of a voucher',
    guards: 'only lines that balance are posted',
    without: (count, seed) => inFinance(simulateVouchers, count, seed, { without: 'read-back' }),
  },
  {
    name: 'look at receivables',
    guards: 'a payment that settles its invoices is not booked again',
    without: (count, seed) => inFinance(simulateSettlements, count, seed, { without: 'look' }),
  },
];
