import type { IntakeRequest } from '../engine/ports.ts';

/** So many runs of a lane share one place in the queue of jobs. */
const STRIDE = 8;
/** The largest number that a job's priority can have; a flood beyond it goes in order of arrival. */
const LAST_PLACE = 32_000;

/**
 * Places in the queue of jobs by turns of where the work comes from, a lane for each connection: of two stores of which
 * one sends ten thousand orders, the other one's next order does not wait behind them.
 *
 * It is start-time fair queueing. Each lane counts its runs; a run's place is its count, and a lane that was quiet
 * begins where the queue stands now, so that nobody saves up turns. Place 0 is what comes at once, and everything that
 * goes on after a wait.
 */
export class FairLanes {
  readonly #counts = new Map<string, number>();
  /** The first place that anybody waits at, as of the last flush; undefined while nobody waits. */
  #queueAt: number | undefined;

  /** The place of the next run of a lane. */
  place(lane: string): number {
    const count = Math.max(this.#counts.get(lane) ?? 0, (this.#queueAt ?? 0) * STRIDE);
    this.#counts.set(lane, count + 1);
    return Math.min(LAST_PLACE, Math.floor(count / STRIDE));
  }

  /** Tells where the queue stands: the lowest place above 0 with a job that is due, if there is one. */
  queueStands(at: number | undefined): void {
    this.#queueAt = at;
    if (at === undefined) this.#counts.clear();
  }
}

/** The lane of a request: the connection that its event came over. */
export function laneOf({ event }: IntakeRequest): string {
  return `${event.tenant}/${event.connection}`;
}
