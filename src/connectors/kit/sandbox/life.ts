import { type Random, seededRandom } from './random.ts';

/** How a sandbox lives by itself. */
export interface LifeSettings {
  /** Acts a second, on average. */
  readonly ratePerSecond: number;
  /** The same seed chooses the same acts among the same records. */
  readonly seed: number;
}

/** One thing that somebody did, for the page that shows it. */
export interface LifeLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly act: string;
  readonly record: string;
  /** Why it was not possible; absent when it was done. */
  readonly refused?: string;
}

/** What is done by whom, with its share among all acts. */
export interface LifeAct<W> {
  readonly name: string;
  readonly weight: number;
  /** Chooses what to do, from chance and the state of things alone; undefined when there is nothing of the kind to do. */
  plan(random: Random): W | undefined;
}

/**
 * Chooses the next act by weight and plans it. One that finds nothing to do gives its turn to the others.
 * Pure but for the random source.
 */
export function nextWish<W>(random: Random, acts: readonly LifeAct<W>[]): { act: string; wish: W } | undefined {
  let open = acts;
  while (open.length > 0) {
    let remaining = random.next() * open.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = open.find(({ weight }) => (remaining -= weight) < 0) ?? open[0];
    const wish = chosen?.plan(random);
    if (chosen && wish !== undefined) return { act: chosen.name, wish };
    open = open.filter((act) => act !== chosen);
  }
  return undefined;
}

const SHOWN = 100;
const MAX_RATE = 200;

/** Reads what a request or a form asks for; a text says what is wrong with it. */
export function readLife(wish: Record<string, unknown>): LifeSettings | string {
  const ratePerSecond = Number(wish['ratePerSecond'] ?? 1);
  const seed = Number(wish['seed'] ?? 1);
  if (!(ratePerSecond > 0 && ratePerSecond <= MAX_RATE)) return `ratePerSecond is above 0 and at most ${MAX_RATE}`;
  if (!Number.isSafeInteger(seed) || seed < 0) return 'seed is a whole number from 0 on';
  return { ratePerSecond, seed };
}

/** Starts or stops life; answers what is wrong with the wish, else undefined. */
export function changeLife(life: Life, wish: Record<string, unknown>): string | undefined {
  if (wish['stop'] === true || wish['stop'] === 'true') {
    life.stop();
    return undefined;
  }
  const settings = readLife(wish);
  if (typeof settings === 'string') return settings;
  life.start(settings);
  return undefined;
}

/** Lets people act on a sandbox at a steady rate until it is stopped. */
export class Life {
  readonly #live: (random: Random) => Omit<LifeLine, 'at'> | undefined;
  readonly #done = new Map<string, number>();
  #lines: LifeLine[] = [];
  #refused = 0;
  #settings: LifeSettings | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `live` chooses one act, does it and tells what it was; undefined when there is nothing to do. */
  constructor(live: (random: Random) => Omit<LifeLine, 'at'> | undefined) {
    this.#live = live;
  }

  /** The settings it lives by; undefined while it stands still. */
  get settings(): LifeSettings | undefined {
    return this.#settings;
  }

  /** Starts anew with these settings. */
  start(settings: LifeSettings): void {
    this.stop();
    this.#settings = settings;
    const random = seededRandom(settings.seed);
    const pauseMs = 1_000 / settings.ratePerSecond;
    let nextAt = performance.now() + pauseMs;
    const turn = (): void => {
      this.#act(random);
      nextAt += pauseMs;
      this.#timer = setTimeout(turn, Math.max(0, nextAt - performance.now()));
    };
    this.#timer = setTimeout(turn, pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#settings = undefined;
  }

  /** What it has done since the process began; newest lines first. */
  view(): {
    settings: LifeSettings | undefined;
    done: Readonly<Record<string, number>>;
    refused: number;
    lines: readonly LifeLine[];
  } {
    return {
      settings: this.#settings,
      done: Object.fromEntries(this.#done),
      refused: this.#refused,
      lines: this.#lines.toReversed(),
    };
  }

  #act(random: Random): void {
    const line = this.#live(random);
    if (!line) return;
    this.#lines = [...this.#lines.slice(1 - SHOWN), { at: Date.now(), ...line }];
    if (line.refused === undefined) this.#done.set(line.act, (this.#done.get(line.act) ?? 0) + 1);
    else this.#refused += 1;
  }
}
