import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type ProtocolReport, simulateOrderProtocols, simulateOtherProtocols } from './protocols.ts';
import { simulateWorlds, type WorldsReport } from './simulate-worlds.ts';
import { HARSH_WORLD } from './world.ts';

/** A part of a simulation that one thread carries. */
interface Share {
  readonly engineOrders: number;
  readonly protocolOrders: number;
  readonly others: number;
  readonly seed: number;
}

export interface ShareReport {
  readonly worlds: WorldsReport;
  readonly protocols: readonly ProtocolReport[];
}

/** Parts of fixed size, so that the result does not depend on how many threads carry them. */
const SHARES = 8;

async function simulateShare({ engineOrders, protocolOrders, others, seed }: Share): Promise<ShareReport> {
  return {
    worlds: await simulateWorlds(engineOrders, seed, HARSH_WORLD),
    protocols: [
      ...(await simulateOrderProtocols(protocolOrders, seed)),
      ...(await simulateOtherProtocols(others, seed)),
    ],
  };
}

/**
 * Simulates so many orders on all processors. A part of them goes through the whole engine with worker processes that
 * die, the others through the protocols alone; the reports come in the order of the parts, whoever was faster.
 */
export async function simulateAll(
  orders: number,
  seed: number,
  engineShare: number,
  threads = availableParallelism(),
): Promise<readonly ShareReport[]> {
  const engine = Math.round(orders * engineShare);
  const shares = Array.from({ length: SHARES }, (_, index): Share => {
    const of = (total: number): number =>
      Math.floor((total * (index + 1)) / SHARES) - Math.floor((total * index) / SHARES);
    return {
      engineOrders: of(engine),
      protocolOrders: of(orders - engine),
      others: of(Math.ceil(orders / 20)),
      seed: seed * SHARES + index,
    };
  });
  const reports: ShareReport[] = [];
  const left = shares.entries();
  await Promise.all(
    Array.from({ length: Math.max(1, threads) }, async () => {
      for (const [index, share] of left) reports[index] = await (threads > 1 ? inThread(share) : simulateShare(share));
    }),
  );
  return reports;
}

function inThread(share: Share): Promise<ShareReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { simulate: share } });
    worker.once('message', (report: ShareReport) => resolve(report));
    worker.once('error', reject);
  });
}

const given = isMainThread ? undefined : (workerData as { readonly simulate?: Share } | null)?.simulate;
if (given) parentPort?.postMessage(await simulateShare(given));
