import type { ServerResponse } from 'node:http';

/** Counts calls that are answered at the same time, so that an outside judge sees whether a caller keeps its limit. */
export class BusyCounter {
  #now = 0;
  #most = 0;

  /** A call has come; it ends when its answer is sent or its connection is gone. */
  begin(response: ServerResponse): void {
    this.#now += 1;
    this.#most = Math.max(this.#most, this.#now);
    response.once('close', () => {
      this.#now -= 1;
    });
  }

  /** Most calls at the same time since the start. */
  get most(): number {
    return this.#most;
  }
}
