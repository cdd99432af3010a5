import type { Random } from '../../src/connectors/kit/sandbox/random.ts';
import type { KeptProcess } from './kept-process.ts';
import type { StormScene } from './storm-scene.ts';

/** How often something was really broken. */
export interface HavocCounts {
  processKills: number;
  databaseKills: number;
  freezes: number;
  shortestFreezeMs: number;
}

/** Milliseconds from one blow to the next, lowest and highest. */
const KILL_EVERY = [2_000, 5_000] as const;
const DATABASE_KILL_EVERY = [30_000, 60_000] as const;
/** A process that was only just ready is left alone, or a slow machine would see nothing but starts. */
const LIVES_FOR_MS = 1_500;
/** Longer than a worker may be silent (15 s): its runs are somebody else's when it wakes up. */
const FREEZE_FOR = [16_000, 18_500] as const;
const AWAKE_FOR = [1_500, 3_000] as const;

export interface Havoc {
  readonly counts: HavocCounts;
  /** Resolves when each count has reached what is wanted and nothing is broken or frozen any more. */
  stopWhen(enough: (counts: HavocCounts) => boolean): Promise<void>;
}

/** Kills processes in turn, kills the database and freezes a worker, all at the same time, until told to stop. */
export function wreakHavoc(scene: StormScene, random: Random, say: (text: string) => void): Havoc {
  const counts: HavocCounts = { processKills: 0, databaseKills: 0, freezes: 0, shortestFreezeMs: Infinity };
  const ending = new AbortController();
  const pause = (ms: number): Promise<void> => sleep(ms, ending.signal);
  const between = ([low, high]: readonly [number, number]): number => random.integer(low, high);
  const repeat = async (every: readonly [number, number], blow: () => Promise<void>): Promise<void> => {
    for (;;) {
      await pause(between(every));
      if (ending.signal.aborted) return;
      await blow();
    }
  };
  const loops = [
    repeat(KILL_EVERY, async () => {
      const doomed = longestUp([scene.front, scene.worker]);
      if (performance.now() - doomed.readyAt < LIVES_FOR_MS) return;
      await doomed.kill();
      counts.processKills += 1;
    }),
    repeat(DATABASE_KILL_EVERY, async () => {
      const pid = await scene.databasePid();
      if (pid === undefined) return;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        return;
      }
      counts.databaseKills += 1;
      say(
        `database killed, ${counts.databaseKills} so far; processes ${counts.processKills}, freezes ${counts.freezes}`,
      );
    }),
    repeat(AWAKE_FOR, async () => {
      const startedAt = performance.now();
      await scene.sleeper.freeze(between(FREEZE_FOR));
      counts.freezes += 1;
      counts.shortestFreezeMs = Math.min(counts.shortestFreezeMs, Math.round(performance.now() - startedAt));
    }),
  ];
  const all = Promise.all(loops);
  all.catch(() => undefined);
  return {
    counts,
    stopWhen: async (enough) => {
      while (!enough(counts)) await Promise.race([sleep(200), all]);
      ending.abort();
      await all;
      await Promise.all([scene.front.ready(), scene.worker.ready(), scene.sleeper.ready()]);
    },
  };
}

function longestUp(all: readonly [KeptProcess, KeptProcess]): KeptProcess {
  return all[0].readyAt <= all[1].readyAt ? all[0] : all[1];
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}
