import type { BreakerKey, Pause, PauseStore, Stop } from './away-ports.ts';
import type { Breaker } from './breaker.ts';
import { Recheck } from './recheck.ts';

/** What a run is parked on, as one text: `connection:m3`, `operation:m3/order.create`. */
export const parkedOn = ({ kind, name }: Pick<Stop, 'kind' | 'name'>): string => `${kind}:${name}`;

/** The parts of such a text; undefined for one that no release wrote. */
export function readParkedOn(text: string): Pick<Stop, 'kind' | 'name'> | undefined {
  const [kind, ...rest] = text.split(':');
  const name = rest.join(':');
  if (kind !== 'flow' && kind !== 'source' && kind !== 'connection' && kind !== 'operation') return undefined;
  return { kind, name };
}

/** The stop that a breaker which does not let a call through makes. */
export function breakerStop({ connection, operation }: Omit<BreakerKey, 'tenant'>, breaker: Breaker): Stop {
  const because = breaker.reason === undefined ? '' : `: ${breaker.reason}`;
  const why =
    breaker.mode === 'isolated'
      ? `${breaker.by ?? 'Somebody'} stopped ${operation} over ${connection} by hand${because}`
      : `Calls of ${operation} over ${connection} failed too often and are held back${because}`;
  return { kind: 'operation', name: `${connection}/${operation}`, code: 'connection.breaker-open', why };
}

/** Flows, and stores' work, that people paused; as of at most a second ago. */
export class Pauses {
  readonly #store: Pick<PauseStore, 'list'>;
  readonly #shared = new Recheck(async () => {
    // With the database away nothing can be begun anyway.
    this.#known = await this.#store.list().catch(() => this.#known);
  });
  #known: readonly Pause[] = [];

  constructor(store: Pick<PauseStore, 'list'>) {
    this.#store = store;
  }

  /** What keeps a run from beginning its next step, if anything does. */
  async stopOf(run: {
    readonly tenant: string;
    readonly flow: string;
    readonly source: string;
  }): Promise<Stop | undefined> {
    await this.#shared.look();
    const pause =
      this.#known.find(({ tenant, kind, name }) => tenant === run.tenant && kind === 'flow' && name === run.flow) ??
      this.#known.find(({ tenant, kind, name }) => tenant === run.tenant && kind === 'source' && name === run.source);
    if (!pause) return undefined;
    const { kind, name, reason, by } = pause;
    return kind === 'flow'
      ? { kind, name, code: 'flow.paused', why: `${by} paused the flow ${name}: ${reason}` }
      : { kind, name, code: 'source.paused', why: `${by} paused what comes from ${name}: ${reason}` };
  }

  async isPaused(tenant: string, kind: string, name: string): Promise<boolean> {
    await this.#shared.look();
    return this.#known.some((pause) => pause.tenant === tenant && pause.kind === kind && pause.name === name);
  }

  /** Look again at once: a person has just changed something. */
  forget(): void {
    this.#shared.forget();
  }
}
