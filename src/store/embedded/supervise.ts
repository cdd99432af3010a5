import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../errors.ts';
import { type Ground, type Held, bringUp } from './bring-up.ts';

/** What the server is doing, as far as its users care. */
export type ServerState =
  | { readonly state: 'ready'; readonly pid: number }
  | { readonly state: 'restarting'; readonly attempt: number }
  | { readonly state: 'failed'; readonly reason: string };

/** Pauses before each new try, milliseconds; after the last one we give up. */
export const restartPausesMs: readonly number[] = [0, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** Pause between tries once a full disk is the reason: that ends without anybody starting us anew. */
const fullDiskPauseMs = 5_000;

/** A server that dies this often within a minute is not brought back. */
const deathsAMinute = 10;

/** Keeps a server in hand until told to let go. */
export interface Supervision {
  current(): Held;
  /** Ends supervision; the server is left as it is. */
  end(): void;
}

/**
 * Brings the server back whenever it dies: at once, then with growing pauses. Gives up after
 * the last pause with state `failed`, except for a full disk, where it goes on trying.
 */
export function supervise(ground: Ground, first: Held, tell: (state: ServerState) => void): Supervision {
  const { log } = ground;
  const stopping = new AbortController();
  const deaths: number[] = [];
  let held = first;

  const watch = () => held.control.onLost(() => void comeBack());

  async function comeBack(): Promise<void> {
    if (stopping.signal.aborted) return;
    log.warn({ pid: held.pid }, 'the database process is gone; starting it again');
    if (diesTooOften(deaths, performance.now())) return giveUp('it died ten times within a minute');
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      tell({ state: 'restarting', attempt });
      const reason = await tryOnce(attempt);
      if (reason === undefined) return;
      if (attempt >= restartPausesMs.length && !isFullDisk(reason)) return giveUp(reason);
    }
  }

  async function tryOnce(attempt: number): Promise<string | undefined> {
    try {
      await sleep(restartPausesMs[attempt - 1] ?? fullDiskPauseMs, undefined, { signal: stopping.signal });
      const next = await bringUp(ground);
      if (stopping.signal.aborted) {
        await next.control.close();
        return undefined;
      }
      held = next;
      watch();
      log.info({ pid: held.pid, attempt }, 'the database is back');
      tell({ state: 'ready', pid: held.pid });
      return undefined;
    } catch (error) {
      if (stopping.signal.aborted) return undefined;
      log.error({ attempt, reason: errorText(error) }, 'the database did not start');
      return errorText(error);
    }
  }

  function giveUp(reason: string): void {
    log.error({ reason }, 'the database cannot be kept running; giving up');
    tell({ state: 'failed', reason });
  }

  watch();
  return { current: () => held, end: () => stopping.abort() };
}

function diesTooOften(deaths: number[], nowMs: number): boolean {
  deaths.push(nowMs);
  while ((deaths[0] ?? nowMs) < nowMs - 60_000) deaths.shift();
  return deaths.length > deathsAMinute;
}

function isFullDisk(reason: string): boolean {
  return /No space left on device/.test(reason);
}
