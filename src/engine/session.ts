import type { NewLink } from '../core/operation.ts';
import type { PromisedLine } from '../core/stock/model.ts';
import { causeOf } from '../core/work/cause.ts';
import { applyEntry, foldJournal } from '../core/run/fold.ts';
import type { JournalEntry } from '../core/run/journal.ts';
import type { RunView } from '../core/run/view.ts';
import type { ClaimedRun, Facts, IntakeRequest, RunChange, RunStore } from './ports.ts';
import type { FactSources } from './plan-runs.ts';
import type { LiveFlow } from './programs.ts';

/** What the end of a piece of work writes besides its journal entries. */
export type Ending = Pick<RunChange, 'state' | 'until' | 'parked' | 'hold' | 'failure' | 'unknownOutcome' | 'step'>;

/**
 * One worker's hold on one run: the view that the pure functions read, and the journal entries that are not on disk
 * yet. Entries travel with the next flush; a write to the other system is sent only after the flush that says so.
 */
export class Session {
  readonly run: ClaimedRun;
  readonly flow: LiveFlow;
  view: RunView;
  readonly factSources: FactSources = new Map();
  readonly #store: RunStore;
  #entries: JournalEntry[] = [];
  #links: NewLink[] = [];
  #warnings: string[] = [];
  #emits: IntakeRequest[] = [];
  #promised: readonly PromisedLine[] | undefined;
  #facts: Facts;
  #newFacts: Facts = {};
  #nextSeq: number;

  constructor(run: ClaimedRun, flow: LiveFlow, store: RunStore) {
    this.run = run;
    this.flow = flow;
    this.#store = store;
    this.#nextSeq = run.entries.length + 1;
    this.#facts = run.facts;
    this.view = foldJournal(
      run.entries,
      { runId: run.id, event: run.event, settings: flow.deployment.settings, startedAt: run.arrivedAt },
      { closeInterrupted: true },
    );
  }

  append(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.view = applyEntry(this.view, entry);
    if (entry.type === 'step-completed' && entry.links) {
      this.#links.push(...entry.links);
      // An order that exists in both systems is counted over there.
      if (entry.links.some(({ kind }) => kind === 'order')) this.#promised = [];
    }
    if ((entry.type === 'step-completed' || entry.type === 'step-started') && entry.warnings) {
      this.#warnings.push(...entry.warnings);
    }
  }

  /** What the order of this run takes from stock; travels with the next flush. */
  promise(lines: readonly PromisedLine[]): void {
    this.#promised = lines;
  }

  /** An event that the flow gives out; travels with the next flush. */
  emit(request: IntakeRequest): void {
    this.#emits.push(request);
  }

  /** Events that are given out with the next flush. */
  get emitted(): number {
    return this.#emits.length;
  }

  /** Facts that have become known; only what is new is written. */
  learn(facts: Facts): void {
    for (const [name, value] of Object.entries(facts) as [keyof Facts, string][]) {
      if (this.#facts[name] === value) continue;
      this.#facts = { ...this.#facts, [name]: value };
      this.#newFacts = { ...this.#newFacts, [name]: value };
    }
  }

  /**
   * Resolves when everything appended so far is on disk, together with `ending`.
   * @throws LeaseLost when another worker has the run by now; nothing was written then.
   */
  async flush(ending: Ending = {}): Promise<void> {
    const attempts = ending.step === undefined ? undefined : this.view.steps.get(ending.step)?.attempts;
    const change: RunChange = {
      runId: this.run.id,
      leaseToken: this.run.leaseToken,
      firstSeq: this.#nextSeq,
      entries: this.#entries,
      ...ending,
      ...this.#cause(ending),
      ...(attempts === undefined ? {} : { attempts }),
      ...(this.#links.length > 0 ? { links: this.#links } : {}),
      ...(this.#promised === undefined ? {} : { promised: this.#promised }),
      ...(this.#emits.length > 0 ? { emits: this.#emits } : {}),
      ...(this.#warnings.length > 0 ? { warnings: this.#warnings } : {}),
      ...(Object.keys(this.#newFacts).length > 0 ? { facts: this.#newFacts } : {}),
    };
    this.#nextSeq += this.#entries.length;
    this.#entries = [];
    this.#links = [];
    this.#warnings = [];
    this.#emits = [];
    this.#promised = undefined;
    this.#newFacts = {};
    await this.#store.commit(change);
  }

  /** Why the run needs a person from now on, when it does. */
  #cause({ state, hold, failure, unknownOutcome, step }: Ending): Pick<RunChange, 'cause'> {
    if (state !== 'held' && state !== 'failed' && unknownOutcome !== true) return {};
    // What was asked since does not count: the write that got no answer is the trouble.
    const calls = step === undefined ? [] : (this.view.steps.get(step)?.calls ?? []);
    const doubt = unknownOutcome === true ? calls.findLast(({ outcome }) => outcome === 'ambiguous') : undefined;
    const reason = hold === undefined ? (doubt?.failure ?? failure) : failure;
    return {
      cause: causeOf({ ...(hold ? { hold } : {}), ...(reason ? { failure: reason } : {}), facts: this.#facts }),
    };
  }
}
