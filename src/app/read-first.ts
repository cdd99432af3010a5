import { setTimeout as sleep } from 'node:timers/promises';
import type { ReconcileDesk } from '../engine/reconcile/desk.ts';
import type { ReconcileSummary } from '../engine/reconcile-ports.ts';
import type { SyncProgress, Syncs } from '../engine/sync.ts';

/** What is read in full, one after the other: prices and stock are written to the products that items make. */
const SUBJECTS = ['items', 'prices', 'customers', 'stock'] as const;

/** A subject whose work does not come to an end, because people act all the time, does not keep back the next. */
const MOST_WAIT_MS = 5 * 60_000;

export interface ReadFirst {
  readonly tenant: string;
  readonly syncs: Syncs;
  readonly reconcile: Pick<ReconcileDesk, 'start' | 'reads'>;
  readonly print: (line: string) => void;
  /** Between two looks at how far it is, milliseconds. */
  readonly lookMs?: number;
}

/**
 * Reads everything once that M3 and the store had before they were connected, and compares both afterwards. Says in one
 * line what came of it. What was read in full before is not read again; what a stop has interrupted goes on.
 */
export async function readFirst(deps: ReadFirst): Promise<void> {
  const read: string[] = [];
  const failed: string[] = [];
  for (const subject of SUBJECTS) {
    const before = await deps.syncs.newestFull(deps.tenant, subject);
    if (before && before.readings.every(({ state }) => state === 'done')) continue;
    const ended = await readAll(deps, subject);
    if (!ended) continue;
    const fault = ended.readings.find(({ state }) => state === 'failed')?.failure;
    if (fault)
      failed.push(
        `${listOf([subject])} could not be read: ${fault.message} \`landbridge sync ${subject} --full\` tries again.`,
      );
    else read.push(subject);
  }
  for (const line of failed) deps.print(line);
  if (read.length === 0) return;
  deps.print(`${listOf(read)} read in full: ${verdictOn(await compare(deps))}`);
}

async function readAll({ syncs, tenant, lookMs = 500 }: ReadFirst, subject: string): Promise<SyncProgress | undefined> {
  let sync = await syncs.start(tenant, { subject, full: true, dryRun: false, by: 'landbridge' });
  const endAt = Date.now() + MOST_WAIT_MS;
  while (sync && (sync.state === 'reading' || sync.state === 'working') && Date.now() < endAt) {
    await sleep(lookMs);
    sync = await syncs.get(tenant, sync.id);
  }
  return sync;
}

async function compare({ reconcile, tenant, lookMs = 500 }: ReadFirst): Promise<readonly ReconcileSummary[]> {
  const ids = await reconcile.start({ tenant, subjects: [], by: 'landbridge' });
  for (;;) {
    const all = await Promise.all(ids.map((id) => reconcile.reads.get(tenant, id)));
    const known = all.filter((each) => each !== undefined);
    if (known.every(({ state }) => state !== 'queued' && state !== 'running')) return known;
    await sleep(lookMs);
  }
}

function verdictOn(compared: readonly ReconcileSummary[]): string {
  const broken = compared.find(({ state }) => state !== 'completed');
  if (broken) return `the comparison of ${broken.subject} did not end; \`landbridge reconcile\` compares again`;
  const sum = (of: (each: ReconcileSummary) => number): number => compared.reduce((total, each) => total + of(each), 0);
  const open = sum((each) => each.open);
  if (open > 0) return `${open} differences are open; \`landbridge reconcile\` lists them`;
  const known = sum((each) => each.known);
  return known === 0
    ? 'both systems agree'
    : `both systems agree; \`landbridge reconcile\` tells of ${known} differences that are known`;
}

function listOf(names: readonly string[]): string {
  const text = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
