/** Time that only passes when everybody waits: hours cost nothing, and the same seed gives the same order of things. */
export class VirtualTime {
  #now = 0;
  #sequence = 0;
  #timers: { readonly at: number; readonly sequence: number; readonly run: () => void }[] = [];

  /** Milliseconds since the world began. */
  now(): number {
    return this.#now;
  }

  at(time: number, run: () => void): void {
    this.#sequence += 1;
    const timer = { at: Math.max(time, this.#now), sequence: this.#sequence, run };
    let place = this.#timers.length;
    // Mostly the newest timer is the last one due, or nearly so.
    while (place > 0 && isBefore(timer, this.#timers[place - 1] ?? timer)) place -= 1;
    this.#timers.splice(place, 0, timer);
  }

  /** Lets time pass until nothing is due any more or `isOver` says so; answers whether it came to rest. */
  async run(isOver: () => boolean, mostTurns: number): Promise<boolean> {
    for (let turn = 0; turn < mostTurns; turn += 1) {
      const timer = this.#timers.shift();
      if (timer === undefined) return true;
      this.#now = timer.at;
      timer.run();
      // Everything that became possible by this happens before time goes on.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver()) return true;
    }
    return false;
  }
}

const isBefore = (one: { at: number; sequence: number }, other: { at: number; sequence: number }): boolean =>
  one.at < other.at || (one.at === other.at && one.sequence < other.sequence);
