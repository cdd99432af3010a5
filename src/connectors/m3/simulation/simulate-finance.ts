import type { JsonObject } from '../../../core/json.ts';
import { type AnyOperation, asAnyOperation, type Call, type CallResult } from '../../../core/operation.ts';
import { type Random, seededRandom } from '../../kit/sandbox/random.ts';
import { fromMinorUnits, sumOf, toMinorUnits } from '../operations/finance/minor-units.ts';
import { paymentSettle } from '../operations/payment-settle/index.ts';
import { voucherPost } from '../operations/voucher-post/index.ts';
import { readRequest } from '../wire/request.ts';
import { driveCase, printReports } from './drive-case.ts';
import { FinanceModel, type ModelPosting } from './finance-model.ts';
import { HARSH, type Mishaps, SimulatedNetwork } from './network.ts';

export interface FinanceSimulationOptions {
  readonly count: number;
  readonly seed: number;
  readonly quietTime: string;
  readonly mishaps?: Mishaps;
  /** What the protocol is worth without a part: without the read-back of lines, or without the look at the ledger. */
  readonly without?: 'read-back' | 'look';
  /** How often a person releases what is held. Default 2. */
  readonly releases?: number;
}

export interface FinanceReport {
  readonly count: number;
  /** Said to be done, but not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** There with debit and credit that differ. */
  readonly unbalanced: number;
  /** There with other lines or amounts than were meant. */
  readonly wrong: number;
  readonly held: number;
  readonly heldButThere: number;
  readonly calls: number;
  readonly heldCodes: Readonly<Record<string, number>>;
}

const CURRENCIES = { JPY: 0, USD: 2, KWD: 3 } as const;
/** No proxy repeats our calls: nobody could tell a posting that was sent twice from two. */
export const SENT_ONCE: Mishaps = { ...HARSH, repeated: 0 };
const SETTINGS = {
  company: '100',
  division: 'AAA',
  ledgerInterface: 'LB',
  paymentBatchType: 'WEB',
  bulkSize: 2,
  sandbox: true,
};

interface Case {
  readonly operation: AnyOperation;
  readonly input: JsonObject;
  readonly postings: (model: FinanceModel) => readonly ModelPosting[];
  /** Accounts and amounts, or invoices and amounts, that are meant. */
  readonly meant: readonly string[];
  readonly seen: (posting: ModelPosting) => readonly string[];
}

/** Posts vouchers in three currencies under mishaps and virtual time, each in a world of its own, and counts outside. */
export function simulateVouchers(options: FinanceSimulationOptions): Promise<FinanceReport> {
  const operation = asAnyOperation(voucherPost);
  return simulate(options, (random, index) => {
    const currency = random.pick(Object.keys(CURRENCIES) as (keyof typeof CURRENCIES)[]);
    const decimals = CURRENCIES[currency];
    const parts = Array.from({ length: random.integer(1, 4) }, () => BigInt(random.integer(1, 9_999_999)));
    const lines = [
      ...parts.map((minor, part) => ({ account: `65${part}`, side: 'debit', amount: fromMinorUnits(minor, decimals) })),
      { account: '1580', side: 'credit', amount: fromMinorUnits(sumOf(parts), decimals) },
    ];
    const event = { store: 'main', paymentId: String(index), kind: random.pick(['captured', 'refunded']), sequence: 1 };
    return {
      operation,
      input: { ...event, currency, date: '2026-03-02', lines },
      postings: ({ vouchers }) => vouchers,
      meant: lines.map(
        ({ account, side, amount }) => `${account} ${side === 'debit' ? 'D' : 'C'} ${amount} ${currency}`,
      ),
      seen: ({ rows }) => rows.map((row) => `${row['AIT1']} ${row['DBCR']} ${row['CUAM']} ${row['CUCD']}`),
    };
  });
}

/** The same for payments that settle one to three invoices. */
export function simulateSettlements(options: FinanceSimulationOptions): Promise<FinanceReport> {
  const operation = asAnyOperation(paymentSettle);
  return simulate(options, (random, index) => {
    const currency = random.pick(Object.keys(CURRENCIES) as (keyof typeof CURRENCIES)[]);
    const decimals = CURRENCIES[currency];
    const invoices = Array.from({ length: random.integer(1, 3) }, (_, place) => ({
      invoiceNumber: String(100 + place),
      invoiceYear: '2026',
      openAmount: fromMinorUnits(BigInt(random.integer(1, 9_999_999)), decimals),
      currency,
    }));
    const amount = sumOf(invoices.map(({ openAmount }) => toMinorUnits(openAmount, decimals) ?? 0n));
    const event = { store: 'main', paymentId: String(index), kind: 'captured', sequence: 1 };
    const paid = { currency, amount: fromMinorUnits(amount, decimals), date: '2026-03-02' };
    return {
      operation,
      input: { ...event, ...paid, customerNumber: 'C1', invoices },
      postings: ({ payments }) => payments,
      meant: invoices.map(({ invoiceNumber, openAmount }) => `${invoiceNumber} ${openAmount}`),
      seen: ({ rows }) => rows.map((row) => `${row['CINO']} ${row['PYAM']}`),
    };
  });
}

async function simulate(
  { count, seed, quietTime, mishaps = SENT_ONCE, without, releases = 2 }: FinanceSimulationOptions,
  makeCase: (random: Random, index: number) => Case,
): Promise<FinanceReport> {
  const random = seededRandom(seed);
  const settings = { ...SETTINGS, quietTime };
  const report = { count, lost: 0, doubled: 0, unbalanced: 0, wrong: 0, held: 0, heldButThere: 0, calls: 0 };
  const heldCodes: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const { operation, input, postings, meant, seen } = makeCase(random, index);
    const model = new FinanceModel();
    const network = new SimulatedNetwork(model, random, mishaps);
    const honest = (call: Call): CallResult => network.send(call);
    const send = without === 'read-back' ? withoutReadBack(honest, meant) : without ? withoutLook(honest) : honest;
    const step = { operation, input, settings, stepKey: `run-${index}` };
    const { end, calls } = await driveCase(step, network, send, random, releases);
    report.calls += calls;
    const posted = postings(model);
    if (end.do === 'fail') {
      const { code } = end.failure;
      report.held += 1;
      if (posted.length > 0) report.heldButThere += 1;
      heldCodes[code] = (heldCodes[code] ?? 0) + 1;
    } else if (posted.length === 0) report.lost += 1;
    if (posted.length > 1) report.doubled += 1;
    if (posted.some((posting) => seen(posting).toSorted().join() !== meant.toSorted().join())) report.wrong += 1;
    if (posted.some(isUnbalanced)) report.unbalanced += 1;
  }
  return { ...report, heldCodes };
}

function isUnbalanced({ rows }: ModelPosting): boolean {
  const amounts = rows
    .filter(({ DBCR }) => DBCR)
    .map(({ DBCR, CUAM = '0' }) => {
      const minor = toMinorUnits(CUAM, 3) ?? 0n;
      return DBCR === 'D' ? minor : -minor;
    });
  return sumOf(amounts) !== 0n;
}

/** Answers the read-back with the lines that are meant, whatever stands there. */
function withoutReadBack(send: (call: Call) => CallResult, meant: readonly string[]): (call: Call) => CallResult {
  return (call) => {
    const result = send(call);
    if (call.name !== 'read-back' || result.outcome !== 'applied') return result;
    const text = /'([^']*)'$/.exec(String(readRequest(call.request).transactions[0]?.record['QERY']))?.[1] ?? '';
    const records = meant.map((line, index) => {
      const [account, side, amount, currency] = line.split(' ');
      return { REPL: [index + 1, account, side, amount, currency, text].join(';') };
    });
    return { ...result, reply: { results: [{ transaction: 'Select', records }] } as unknown as JsonObject };
  };
}

/** Answers a look at the ledger that follows a posting in doubt as if nothing were there. */
function withoutLook(send: (call: Call) => CallResult): (call: Call) => CallResult {
  let lastWrite: CallResult | undefined;
  return (call) => {
    const result = send(call);
    if (call.effect === 'write') lastWrite = result;
    if (call.name !== 'look' || lastWrite?.outcome !== 'ambiguous') return result;
    return { ...result, reply: { results: [{ transaction: 'Select', records: [] }] } as unknown as JsonObject };
  };
}

// `node src/connectors/m3/simulation/simulate-finance.ts [count] [seed]` prints what each part of the protocol is worth.
if (import.meta.main) {
  const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
  const base = { count, seed, quietTime: '150s' };
  const rows: Record<string, Promise<FinanceReport>> = {
    voucher: simulateVouchers(base),
    'voucher without quiet time': simulateVouchers({ ...base, quietTime: '0s' }),
    'voucher without read-back': simulateVouchers({ ...base, without: 'read-back' }),
    'voucher without the look': simulateVouchers({ ...base, without: 'look' }),
    settlement: simulateSettlements(base),
    'settlement without quiet time': simulateSettlements({ ...base, quietTime: '0s' }),
    'settlement without the look': simulateSettlements({ ...base, without: 'look' }),
  };
  await printReports(rows);
}
