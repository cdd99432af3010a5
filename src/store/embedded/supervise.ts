import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../errors.ts';
import { type Ground, type Held, bringUp } from './bring-up.ts';
import { mayPass } from './start-failure.ts';

/** What the server is doing, as far as its users care. */
export type ServerState =
  | { readonly state: 'ready'; readonly pid: number }
  | { readonly state: 'restarting'; readonly attempt: number }
  | { readonly state: 'failed'; readonly reason: string };

/** Pauses before each new try; after the last one we give up. */
const pausesMs: readonly number[] = [0, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** Pause between tries while the reason is one that may pass, such as a full disk. */
const longPauseMs = 5_000;

/** A server that dies more often than this within a minute is not brought back. */
const deathsAMinute = 20;

/** Keeps a server in hand until told to let go. */
export interface Supervision {
  current(): Held;
  /** Ends supervision and whatever try is under way; the server is left as it is. */
  end(): Promise<void>;
}

/**
 * Brings the server back whenever it dies: at once, then with growing pauses. Gives up after
 * the last pause with state `failed`, except for reasons that may pass (a full disk): then it
 * goes on trying.
 */
export function supervise(ground: Ground, first: Held, tell: (state: ServerState) => void): Supervision {
  const { log } = ground;
  const stopping = new AbortController();
  const deaths: number[] = [];
  let held = first;
  let comingBack = Promise.resolve();

  function watch(): void {
    held.control.onLost(() => {
      if (!stopping.signal.aborted) comingBack = comeBack();
    });
  }

  async function comeBack(): Promise<void> {
    log.warn({ pid: held.pid }, 'the database process is gone; starting it again');
    if (diesTooOften(deaths, performance.now())) return giveUp(`it died ${deathsAMinute} times within a minute`);
    for (let attempt = 1; ; attempt += 1) {
      tell({ state: 'restarting', attempt });
      const reason = await tryOnce(attempt);
      if (reason === undefined || stopping.signal.aborted) return;
      log.error({ attempt, reason }, 'the database did not start');
      if (attempt >= pausesMs.length && !mayPass(reason)) return giveUp(reason);
    }
  }

  /** Undefined when the server is back, else why not. */
  async function tryOnce(attempt: number): Promise<string | undefined> {
    try {
      await sleep(pausesMs[attempt - 1] ?? longPauseMs, undefined, { signal: stopping.signal });
      held = await bringUp(ground, stopping.signal);
    } catch (error) {
      return errorText(error);
    }
    watch();
    log.info({ pid: held.pid, attempt }, 'the database is back');
    tell({ state: 'ready', pid: held.pid });
    return undefined;
  }

  function giveUp(reason: string): void {
    log.error({ reason }, 'the database cannot be kept running; giving up');
    tell({ state: 'failed', reason });
  }

  watch();
  return {
    current: () => held,
    end: () => {
      stopping.abort();
      return comingBack;
    },
  };
}

function diesTooOften(deaths: number[], nowMs: number): boolean {
  deaths.push(nowMs);
  while ((deaths[0] ?? nowMs) < nowMs - 60_000) deaths.shift();
  return deaths.length > deathsAMinute;
}
