import { randomBytes } from 'node:crypto';
import { listHolds } from '../../src/cli/commands/holds.ts';
import { type HeldOrder, judge, type Verdict } from '../../src/cli/demo/judge.ts';
import { endFaults, readM3Ledger, readStoreLedger, shop } from '../../src/cli/demo/ledgers.ts';
import { seededRandom } from '../../src/connectors/kit/sandbox/random.ts';
import { type FaultFigures, readFaultFigures } from './fault-figures.ts';
import { pause } from '../sandbox-control.ts';
import { type HavocCounts, wreakHavoc } from './havoc.ts';
import { type CopyCounts, sendCopies } from './hook-copies.ts';
import { ENDED } from './kept-process.ts';
import { setScene, type StormScene } from './storm-scene.ts';

export interface StormOptions {
  readonly orders: number;
  readonly lines: string;
  readonly seed: number;
  readonly say: (text: string) => void;
  readonly keep?: boolean;
}

export interface StormOutcome {
  readonly verdict: Verdict;
  readonly holds: readonly HeldOrder[];
  /** M3 customers that stand for the same store customer as another one. */
  readonly doubledCustomers: readonly string[];
  /** Drafts that were never confirmed: harmless, for they are no orders. */
  readonly leftDrafts: number;
  readonly havoc: HavocCounts;
  readonly wanted: Pick<HavocCounts, 'processKills' | 'databaseKills' | 'freezes'>;
  readonly faults: FaultFigures;
  readonly copies: CopyCounts;
  readonly troubles: readonly string[];
  readonly stormSeconds: number;
  /** From the last fault to the moment from which nothing changed any more. */
  readonly settledSeconds: number;
}

/** Kills and freezes of a storm of 10,000 orders; smaller storms have their share, and at least one of each. */
const FULL = { orders: 10_000, processKills: 300, databaseKills: 20, freezes: 50 };
/** Shoppers come at this pace, so that a storm of any size lasts long enough for its kills. */
const ORDERS_PER_SECOND = 9.2;
const SETTLE_MS = 300_000;
const QUIET_MS = 3_000;
/** Both ledgers are large: a judge who looked all the time would keep the systems from settling. */
const SHARE_OF_LOOKING = 0.1;

/** Places orders while everything is killed, frozen and spoilt; then waits, and judges by the sandboxes' ledgers. */
export async function runStorm(options: StormOptions): Promise<StormOutcome> {
  const { orders, lines, seed, say } = options;
  const share = Math.min(1, orders / FULL.orders);
  const wanted = {
    processKills: Math.max(3, Math.ceil(FULL.processKills * share)),
    databaseKills: Math.max(1, Math.ceil(FULL.databaseKills * share)),
    freezes: Math.max(1, Math.ceil(FULL.freezes * share)),
  };
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const scene = await setScene({ seed, faults: 'harsh', webhookSecret });
  try {
    say(`Three processes, one database, both systems in ${scene.folder}; ${orders} orders come.`);
    const startedAt = Date.now();
    const hook = { url: `${scene.front.server.url}/hooks/clarity`, secret: webhookSecret };
    const copies = sendCopies(scene.sandboxes, hook, seededRandom(seed + 1));
    const havoc = wreakHavoc(scene, seededRandom(seed + 2), say);
    await shop(scene.sandboxes, { count: orders, seed, lines, catalogue: 'varied', ratePerSecond: ORDERS_PER_SECOND });
    await copies.stop();
    await havoc.stopWhen((counts) =>
      (Object.keys(wanted) as (keyof typeof wanted)[]).every((name) => counts[name] >= wanted[name]),
    );
    const faults = await readFaultFigures(scene.sandboxes);
    await endFaults(scene.sandboxes);
    const stormSeconds = (Date.now() - startedAt) / 1_000;
    say(`The storm is over after ${Math.round(stormSeconds)} s; waiting for what is under way.`);
    const settled = await settle(scene, say);
    const troubles = [scene.front, scene.worker, scene.sleeper].flatMap(({ name, troubles: of }) =>
      of.map((trouble) => `${name}: ${trouble}`),
    );
    return { ...settled, havoc: havoc.counts, wanted, faults, copies: copies.counts, troubles, stormSeconds };
  } finally {
    await scene.end(options.keep === true);
  }
}

type Settled = Pick<StormOutcome, 'verdict' | 'holds' | 'doubledCustomers' | 'leftDrafts' | 'settledSeconds'>;

async function settle(scene: StormScene, say: (text: string) => void): Promise<Settled> {
  const beganAt = Date.now();
  let changedAt = beganAt;
  let lastPicture = '';
  for (;;) {
    const lookedAt = Date.now();
    const look = await lookAround(scene);
    const tookMs = Date.now() - lookedAt;
    const { verdict } = look;
    const open = verdict.lost.length + verdict.notToldToStore.length;
    const picture = [verdict.confirmed, verdict.held, open, look.leftDrafts].join('/');
    if (picture !== lastPicture) {
      lastPicture = picture;
      changedAt = Date.now();
      say(`${verdict.confirmed} in M3, ${verdict.held} held, ${open} open`);
    }
    const isDone = open === 0 && Date.now() - changedAt >= QUIET_MS;
    if (isDone || Date.now() - beganAt > SETTLE_MS) return { ...look, settledSeconds: (changedAt - beganAt) / 1_000 };
    await pause(Math.max(1_000, tookMs / SHARE_OF_LOOKING));
  }
}

async function lookAround({ sandboxes, front, folder }: StormScene): Promise<Omit<Settled, 'settledSeconds'>> {
  const [store, m3, holds] = await Promise.all([
    readStoreLedger(sandboxes),
    readM3Ledger(sandboxes),
    listHolds({ url: front.server.url, data: folder }).catch((): HeldOrder[] => []),
  ]);
  return {
    verdict: judge(store.orders, m3.orders, holds),
    holds,
    doubledCustomers: doubled(m3.customers.map(({ searchKey }) => searchKey).filter((key) => key !== '')),
    leftDrafts: m3.drafts.filter(({ orderNumber }) => orderNumber === null).length,
  };
}

function doubled(keys: readonly string[]): string[] {
  const seen = Map.groupBy(keys, (key) => key);
  return [...seen].filter(([, same]) => same.length > 1).map(([key]) => key);
}

/** Everything that speaks against the storm's promise; empty means passed. */
export function complaintsOf(outcome: StormOutcome): string[] {
  const { verdict, havoc, wanted, faults } = outcome;
  const lists = {
    lost: verdict.lost,
    doubled: verdict.duplicated,
    'with wrong lines': verdict.wrongLines,
    'not told to the store': verdict.notToldToStore,
    'held without a reason': verdict.heldWithoutReason,
    'customers doubled': outcome.doubledCustomers,
  };
  const complaints = Object.entries(lists)
    .filter(([, list]) => list.length > 0)
    .map(([what, list]) => `${list.length} ${what}: ${list.slice(0, 10).join('; ')}`);
  for (const name of Object.keys(wanted) as (keyof typeof wanted)[]) {
    if (havoc[name] < wanted[name]) complaints.push(`only ${havoc[name]} ${name}, ${wanted[name]} are asked for`);
  }
  const ended = outcome.troubles.filter((trouble) => trouble.endsWith(ENDED));
  if (ended.length > 0) complaints.push(`${ended.length} processes that nobody ended: ${ended.join('; ')}`);
  if (havoc.shortestFreezeMs <= 15_000) complaints.push(`a freeze of ${havoc.shortestFreezeMs} ms is within the lease`);
  if (faults.ambiguous < faults.writes * 0.1)
    complaints.push(`only ${percent(faults.ambiguous, faults.writes)} of writes were ambiguous`);
  if (faults.sparedWrites.length > 0)
    complaints.push(`less than 10 % of these writes were ambiguous: ${faults.sparedWrites.join(', ')}`);
  if (faults.turnedAway < faults.calls * 0.04)
    complaints.push(`only ${percent(faults.turnedAway, faults.calls)} of calls were turned away`);
  return complaints;
}

export const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
