import type { Random } from '../../../src/connectors/kit/sandbox/random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Chance of what may happen to a process at each point where it could be interrupted. */
export interface Perils {
  readonly crash: number;
  readonly freeze: number;
}

/** A worker that is silent for so long is taken for dead, as in the real store. */
const DEAD_AFTER_MS = 15_000;
/** Time that a sign of life takes to be on disk. */
const BEAT_MS = 3;
const FREEZE_MS = [16_000, 60_000] as const;
const RESTART_MS = [1_000, 5_000] as const;

/** One life of a worker process: it dies without a word, or sleeps and goes on where it was. */
export class Process {
  readonly id: string;
  dead = false;
  frozenSince = Infinity;
  frozenUntil = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Whether the others take it for alive. */
  seemsAlive(now: number): boolean {
    if (this.dead) return false;
    return now >= this.frozenUntil || now - this.frozenSince < DEAD_AFTER_MS;
  }
}

/** The worker processes of a world. A process that dies is started again under its name soon after. */
export class Processes {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #perils: Perils;
  readonly #note: (text: string) => void;
  readonly #byPlace: Process[] = [];
  readonly #onGone: (process: Process) => void;
  #lives = 0;
  /** No more dying and sleeping: what is open comes to its end. */
  calm = false;

  constructor(options: {
    readonly time: VirtualTime;
    readonly random: Random;
    readonly perils: Perils;
    readonly count: number;
    readonly note: (text: string) => void;
    /** Told when others may take over what a process had. */
    readonly onGone: (process: Process) => void;
  }) {
    this.#time = options.time;
    this.#random = options.random;
    this.#perils = options.perils;
    this.#note = options.note;
    this.#onGone = options.onGone;
    for (let place = 0; place < options.count; place += 1) this.#byPlace.push(this.#born());
  }

  /** A process that could take a job now; undefined while none can. */
  ready(): Process | undefined {
    const able = this.#byPlace.filter((each) => !each.dead && this.#time.now() >= each.frozenUntil);
    return able.length === 0 ? undefined : this.#random.pick(able);
  }

  isAlive(id: string): boolean {
    const found = this.#byPlace.find((each) => each.id === id);
    return found !== undefined && found.seemsAlive(this.#time.now());
  }

  /** Time passes for a process. It never comes back when the process has died meanwhile. */
  sleep(process: Process, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        if (process.dead) return;
        if (this.#time.now() < process.frozenUntil) this.#time.at(process.frozenUntil, wake);
        else resolve();
      };
      this.#time.at(this.#time.now() + ms, wake);
    });
  }

  /** Whether its last sign of life is fresh: just woken up from a long sleep it has given none yet. */
  isHeardOf(process: Process): boolean {
    const slept = process.frozenUntil - process.frozenSince;
    return !(slept >= DEAD_AFTER_MS && this.#time.now() < process.frozenUntil + BEAT_MS);
  }

  /** A point at which the process may die or fall asleep. `here` names it in the trace. */
  async pass(process: Process, here: string): Promise<void> {
    if (this.calm) return;
    const draw = this.#random.next();
    if (draw < this.#perils.crash) {
      this.#note(`${process.id} dies ${here}`);
      this.#die(process);
      return await new Promise(() => undefined);
    }
    if (draw < this.#perils.crash + this.#perils.freeze) {
      this.#note(`${process.id} sleeps ${here}`);
      const now = this.#time.now();
      process.frozenSince = now;
      process.frozenUntil = now + this.#random.integer(...FREEZE_MS);
      this.#time.at(now + DEAD_AFTER_MS + 1, () => this.#onGone(process));
      await this.sleep(process, 0);
    }
  }

  #die(process: Process): void {
    process.dead = true;
    this.#time.at(this.#time.now() + this.#random.integer(...RESTART_MS), () => {
      this.#byPlace[this.#byPlace.indexOf(process)] = this.#born();
      this.#onGone(process);
    });
  }

  #born(): Process {
    this.#lives += 1;
    return new Process(`w${this.#lives}`);
  }
}
