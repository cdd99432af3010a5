import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { m3Connector } from '../src/connectors/m3/connector.ts';
import { startM3Sandbox } from '../src/connectors/m3/sandbox/server.ts';
import { seededRandom } from '../src/connectors/kit/sandbox/random.ts';
import { driveOperation } from '../src/connectors/kit/drive.ts';
import type { JsonObject } from '../src/core/json.ts';

/**
 * Payments with refunds in three currencies, against the M3 sandbox with every fault switched on: each posted once,
 * balanced, and the sums of each day and currency equal to the last digit. Captures go on account, fees and refunds
 * become vouchers; what stands in the ledger is counted from outside.
 */

interface PaymentsOptions {
  readonly payments: number;
  readonly seed: number;
  readonly faults: 'none' | 'light' | 'harsh';
  readonly inFlight: number;
}

interface PaymentsReport {
  readonly payments: number;
  readonly postings: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unbalanced: number;
  /** Days and currencies whose sums differ. */
  readonly sumsOff: number;
  readonly held: number;
  readonly calls: number;
  readonly seconds: number;
}

const DECIMALS = { USD: 2, JPY: 0, KWD: 3 } as const;
type Currency = keyof typeof DECIMALS;
const CURRENCIES = Object.keys(DECIMALS) as Currency[];
const DAYS = ['2026-03-02', '2026-03-03', '2026-03-04'];

interface Posting {
  readonly operation: 'payment.on-account' | 'voucher.post';
  readonly input: JsonObject;
  readonly currency: Currency;
  readonly day: string;
  /** What the clearing account gets, in minor units. */
  readonly clearing: bigint;
}

/** Posts everything and judges the ledger. */
export async function runPayments({ payments, seed, faults, inFlight }: PaymentsOptions): Promise<PaymentsReport> {
  const begun = performance.now();
  const sandbox = await startM3Sandbox({});
  const imported = m3Connector.importFile?.(JSON.stringify(sandbox.ionapi));
  if (!imported || 'kind' in imported) throw new Error('the sandbox gave no usable .ionapi');
  const settings = {
    ...imported.settings,
    company: '100',
    division: 'AAA',
    ledgerInterface: 'LANDBRIDGE',
    cashDesk: 'WEB',
    // Longer than the sandbox's latest effect.
    quietTime: '6s',
    concurrency: inFlight,
  };
  const client = m3Connector.open({ tenant: 'bench', name: 'm3', settings, secrets: imported.secrets });
  const control = (body: object): Promise<Response> =>
    fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
  const queue = chainsOf(payments, seed);
  const postings = queue.flat();
  let [calls, held] = [0, 0];
  try {
    await control({ level: faults });
    const work = async (): Promise<void> => {
      for (let chain = queue.pop(); chain; chain = queue.pop()) {
        for (const posting of chain) {
          const { ended, made } = await post(posting, settings, client);
          calls += made;
          if (!ended) held += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    await control({ clear: true });
    const ledger = (await (await fetch(`${sandbox.url}/sandbox/ledger`)).json()) as {
      finance: { vouchers: Voucher[] };
    };
    const seconds = (performance.now() - begun) / 1_000;
    return { payments, postings: postings.length, ...judge(postings, ledger.finance.vouchers), held, calls, seconds };
  } finally {
    await client.close();
    await sandbox.close();
  }
}

/** A payment with its fee and refunds, one after the other as their flow has them. */
function chainsOf(payments: number, seed: number): Posting[][] {
  const random = seededRandom(seed);
  return Array.from({ length: payments }, (_, index) => {
    const currency = random.pick(CURRENCIES);
    const day = random.pick(DAYS);
    const amount = BigInt(random.integer(100, 5_000_000));
    const event = { store: 'main', paymentId: String(index), currency, date: day, text: `W${index}` };
    const capture = { ...event, kind: 'captured', customerNumber: 'C100001', paymentMethod: 'CCD' };
    const chain: Posting[] = [
      {
        operation: 'payment.on-account',
        input: { ...capture, amount: textOf(amount, currency) },
        currency,
        day,
        clearing: amount,
      },
    ];
    const voucher = (kind: string, sequence: number, account: string, minor: bigint): Posting => {
      const lines = [
        { account, side: 'debit', amount: textOf(minor, currency) },
        { account: '1580', side: 'credit', amount: textOf(minor, currency) },
      ];
      return { operation: 'voucher.post', input: { ...event, kind, sequence, lines }, currency, day, clearing: -minor };
    };
    if (random.chance(0.3)) chain.push(voucher('fee', 1, '6570', BigInt(random.integer(1, 99))));
    const refunds = random.chance(0.3) ? random.integer(1, 2) : 0;
    for (let refund = 1; refund <= refunds; refund += 1)
      chain.push(voucher('refunded', refund, '2420', BigInt(random.integer(1, Number(amount / 2n)))));
    return chain;
  });
}

async function post(
  { operation: name, input }: Posting,
  settings: JsonObject,
  client: ReturnType<typeof m3Connector.open>,
): Promise<{ ended: boolean; made: number }> {
  const operation = m3Connector.operations[name];
  if (!operation) throw new Error(`there is no operation ${name}`);
  const clock = {
    now: () => Date.now(),
    waitUntil: (time: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, time - Date.now()))),
  };
  const send: Parameters<typeof driveOperation>[0]['send'] = (call) => client.send(call, {});
  let made = 0;
  let calls: Awaited<ReturnType<typeof driveOperation>>['calls'] = [];
  // A person retries what is held, twice.
  for (let round = 0; round < 3; round += 1) {
    const driven = await driveOperation({ operation, input, settings, stepKey: 'bench', clock, send, calls, round });
    made += driven.exchanges.length;
    if (driven.end.do === 'done') return { ended: true, made };
    ({ calls } = driven);
  }
  return { ended: false, made };
}

interface Voucher {
  readonly text: string;
  readonly day: string;
  readonly lines: readonly { readonly account: string; side: 'D' | 'C'; amount: string; currency: Currency }[];
}

function judge(
  postings: readonly Posting[],
  vouchers: readonly Voucher[],
): Pick<PaymentsReport, 'lost' | 'doubled' | 'unbalanced' | 'sumsOff'> {
  const counts = new Map<string, number>();
  const sums = new Map<string, bigint>();
  let unbalanced = 0;
  const add = (key: string, minor: bigint): void => void sums.set(key, (sums.get(key) ?? 0n) + minor);
  for (const { text, day, lines } of vouchers) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    const signed = lines.map(({ side, amount, currency }) => minorOf(amount, currency) * (side === 'D' ? 1n : -1n));
    if (signed.reduce((sum, each) => sum + each, 0n) !== 0n) unbalanced += 1;
    for (const [index, { account, currency }] of lines.entries())
      if (account === '1580') add(`${day} ${currency}`, signed[index] ?? 0n);
  }
  for (const { day, currency, clearing } of postings) add(`${day.replaceAll('-', '')} ${currency}`, -clearing);
  const doubled = [...counts.values()].filter((count) => count > 1).length;
  return {
    lost: postings.length - counts.size,
    doubled,
    unbalanced,
    sumsOff: [...sums.values()].filter((sum) => sum !== 0n).length,
  };
}

function textOf(minor: bigint, currency: Currency): string {
  const decimals = DECIMALS[currency];
  const digits = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Amounts of the ledger carry all decimals of their currency. */
function minorOf(amount: string, currency: Currency): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(DECIMALS[currency], '0'));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      payments: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string', default: 'harsh' },
      json: { type: 'boolean', default: false },
    },
  });
  const faults = values.faults as PaymentsOptions['faults'];
  const report = await runPayments({
    payments: Number(values.payments),
    seed: Number(values.seed),
    faults,
    inFlight: 64,
  });
  const exact = report.lost + report.doubled + report.unbalanced + report.sumsOff === 0;
  const cells = Object.entries(report).map(([name, value]) => [name, String(Math.round(value * 10) / 10)]);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${table(cells)}\n`);
  process.exitCode = exact ? 0 : 1;
}
