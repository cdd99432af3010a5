import type { JournalEntry } from '../../../src/core/run/journal.ts';
import type { LinkKey } from '../../../src/core/operation.ts';
import type { RunState } from '../../../src/core/run/states.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { type Claim, LeaseLost, type RunChange } from '../../../src/engine/ports.ts';

/** A run as the table of open runs has it. */
export interface StoredRun {
  readonly id: string;
  readonly event: JsonObject;
  readonly orderKey: string | undefined;
  readonly seq: number;
  readonly entries: JournalEntry[];
  state: RunState;
  token: number;
  owner: string | undefined;
  until: number;
  step: string;
  hold: RunChange['hold'];
}

/** Rules of the store that a simulation may be without, to see what they are worth. */
export interface StoreLies {
  /** Commits are taken whoever owns the run by now. */
  readonly ignoresToken?: boolean;
  /** Of a write, only the answer is on disk, not that it was to be sent. */
  readonly forgetsSent?: boolean;
  /** Every message starts a run of its own. */
  readonly ignoresDedupe?: boolean;
  /** Runs of one customer go side by side. */
  readonly ignoresOrderKey?: boolean;
  readonly ignoresLinks?: boolean;
  /** A process that slept beyond its lease sends what it was about to send. */
  readonly sendsAfterSleep?: boolean;
}

/**
 * The rules of the real run store (claim, lease token, ordering key, journal, links) in memory, statement for statement
 * and without SQL, for a million orders. That the real one follows them is tested on PostgreSQL.
 */
export class MemoryStore {
  readonly runs = new Map<string, StoredRun>();
  readonly #dedupe = new Set<string>();
  readonly #links = new Map<string, string>();
  readonly #lies: StoreLies;

  constructor(lies: StoreLies) {
    this.#lies = lies;
  }

  /** Stores an event and its run, once for each key; answers the run when it is new. */
  accept(event: JsonObject, keys: { dedupe: string; order: string }): StoredRun | undefined {
    if (this.#dedupe.has(keys.dedupe) && !this.#lies.ignoresDedupe) return undefined;
    this.#dedupe.add(keys.dedupe);
    const seq = this.runs.size + 1;
    const orderKey = this.#lies.ignoresOrderKey ? undefined : keys.order;
    const base = { token: 0, owner: undefined, until: 0, step: '', hold: undefined };
    const run: StoredRun = { id: `run-${seq}`, event, orderKey, seq, entries: [], state: 'queued', ...base };
    this.runs.set(run.id, run);
    return run;
  }

  claim(runId: string, owner: string, now: number, isAlive: (owner: string) => boolean): Claim {
    const run = this.runs.get(runId);
    if (!run) return { refused: 'not-claimable' };
    const isFree =
      run.state === 'queued' ||
      (run.state === 'waiting' && run.until <= now + 20) ||
      (run.state === 'running' && (run.owner === owner || !isAlive(run.owner ?? '')));
    if (!isFree || this.#isBehind(run)) return refusalOf(run, now);
    run.state = 'running';
    run.token += 1;
    run.owner = owner;
    run.hold = undefined;
    if (this.#lies.forgetsSent) dropUnanswered(run.entries);
    return {
      run: {
        id: run.id,
        tenant: 't',
        deployment: 'd',
        event: run.event,
        eventId: run.id,
        source: 'clarity',
        arrivedAt: 0,
        facts: {},
        leaseToken: run.token,
        entries: [...run.entries],
        now,
      },
    };
  }

  commit(change: RunChange, owner: string): StoredRun {
    const run = this.runs.get(change.runId);
    const isMine = run?.state === 'running' && run.token === change.leaseToken && run.owner === owner;
    if (!run || !(isMine || this.#lies.ignoresToken)) throw new LeaseLost(change.runId);
    run.entries.push(...change.entries);
    for (const { kind, left, right } of change.links ?? []) {
      this.#links.set(linkText({ kind, ...left }, right.system), right.id);
      this.#links.set(linkText({ kind, ...right }, left.system), left.id);
    }
    run.step = change.step ?? run.step;
    if (change.state !== undefined && change.state !== 'running') {
      run.state = change.state;
      run.owner = undefined;
      run.until = change.until ?? 0;
      run.hold = change.hold;
    }
    return run;
  }

  findLink(key: LinkKey, to: string): string | undefined {
    return this.#lies.ignoresLinks ? undefined : this.#links.get(linkText(key, to));
  }

  /** A person looks at what is held and has it tried again. */
  release(run: StoredRun, at: number): void {
    run.entries.push({ type: 'released', at, by: 'somebody', verb: 'retry', step: run.step });
    run.state = 'queued';
    run.hold = undefined;
  }

  /** Open runs with the same ordering key that wait for their turn, oldest first. */
  behind(run: StoredRun): StoredRun[] {
    return [...this.runs.values()].filter(({ orderKey, state }) => orderKey === run.orderKey && state === 'queued');
  }

  #isBehind(run: StoredRun): boolean {
    if (run.orderKey === undefined) return false;
    return [...this.runs.values()].some(
      (other) =>
        other !== run &&
        other.orderKey === run.orderKey &&
        (other.state === 'running' ||
          other.state === 'waiting' ||
          (other.state === 'held' && other.hold?.followers !== 'go-on') ||
          (other.state === 'queued' && run.state === 'queued' && other.seq < run.seq)),
    );
  }
}

function refusalOf(run: StoredRun, now: number): Claim {
  if (run.state === 'waiting' && run.until > now) return { refused: 'not-due', again: run.until };
  if (run.state === 'running') return { refused: 'leased' };
  return { refused: run.state === 'queued' || run.state === 'waiting' ? 'behind-another' : 'not-claimable' };
}

function dropUnanswered(entries: JournalEntry[]): void {
  if (entries.at(-1)?.type === 'call-sent') entries.pop();
}

const linkText = ({ kind, system, id }: LinkKey, to: string): string => `${kind} ${system} ${id} ${to}`;
