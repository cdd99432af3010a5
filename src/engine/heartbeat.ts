import type { Clock, WorkerStore } from './ports.ts';

export interface Heartbeat {
  /** Kept near the database's clock, so that several machines agree on times. */
  readonly clock: Clock;
  /** Milliseconds since 1970 of the last beat that the database answered. */
  lastBeatAt(): number;
  /** Says at once that this process lives, and what it locks jobs under. */
  beatNow(): Promise<void>;
  stop(): Promise<void>;
}

const BEAT_MS = 5_000;

/**
 * Registers this process and says every 5 s that it lives; each beat also frees the work of processes that stopped
 * saying so. A missed beat is tried again at the next one: the database may be away.
 */
export async function startHeartbeat(deps: {
  readonly workers: WorkerStore;
  readonly worker: { readonly instance: string; readonly incarnation: string; readonly role: string };
  readonly poolIds: () => readonly string[];
  readonly onFailure: (error: unknown) => void;
}): Promise<Heartbeat> {
  let offsetMs = 0;
  let lastBeatAt = Date.now();
  const beat = async (): Promise<void> => {
    const asked = Date.now();
    const { now } = await deps.workers.beat({ ...deps.worker, poolIds: deps.poolIds() });
    const answered = Date.now();
    lastBeatAt = answered;
    // A slow answer says little about the clock.
    if (answered - asked < 1_000) offsetMs = now - (asked + answered) / 2;
  };
  await deps.workers.start(deps.worker);
  await beat();
  const timer = setInterval(() => void beat().catch(deps.onFailure), BEAT_MS);
  return {
    clock: { now: () => Math.round(Date.now() + offsetMs) },
    lastBeatAt: () => lastBeatAt,
    beatNow: beat,
    stop: async () => {
      clearInterval(timer);
      await deps.workers.stop(deps.worker.incarnation);
    },
  };
}
