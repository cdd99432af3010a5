import type { RollupStore, WordIndexer } from '../../engine/sight-ports.ts';
import type { Log } from '../log.ts';
import type { CallCounter } from './count-calls.ts';

const ROLL_UP_EVERY_MS = 10_000;
const INDEX_EVERY_MS = 2_000;
const FORGET_EVERY_MS = 3_600_000;

interface SightDeps {
  readonly tenant: string;
  readonly rollups: RollupStore;
  readonly words: WordIndexer;
  readonly calls: CallCounter;
  readonly log: Log;
}

/** Repeats a piece of work with a pause; a failure is told and tried again at the next turn. */
export function repeat(everyMs: number, work: () => Promise<void>, onFailure: (error: unknown) => void) {
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = (async () => {
    while (!stopped) {
      await work().catch(onFailure);
      if (stopped) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, everyMs).unref();
      });
    }
  })();
  return {
    stop: async (): Promise<void> => {
      stopped = true;
      wake?.();
      await loop;
    },
  };
}

/** Writes what charts and searches read, behind the work. What this process counted is written once more at its end. */
export function keepSight({ tenant, rollups, words, calls, log }: SightDeps): { stop(): Promise<void> } {
  const saveCalls = async (): Promise<void> => {
    const changes = calls.changes();
    await rollups.saveCalls(tenant, changes);
    calls.saved(changes);
  };
  const tell =
    (what: string) =>
    (error: unknown): void =>
      log.warn({ err: error }, what);
  const loops = [
    repeat(
      ROLL_UP_EVERY_MS,
      async () => {
        await saveCalls();
        while ((await rollups.rollUp(tenant))?.behind === true);
      },
      tell('charts were not written; they are tried again'),
    ),
    repeat(
      INDEX_EVERY_MS,
      async () => {
        while (await words.indexNext(tenant));
      },
      tell('messages were not indexed; they are tried again'),
    ),
    repeat(
      FORGET_EVERY_MS,
      async () => void (await rollups.forget()),
      tell('old rows of charts were not dropped; they are tried again'),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await saveCalls().catch(tell('the last calls were not counted'));
    },
  };
}
