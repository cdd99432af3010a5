import type { Failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { CallRecord } from '../operation.ts';
import { runFailure } from './errors.ts';
import type { JournalEntry } from './journal.ts';
import { releaseRun } from './release.ts';
import { without } from './without.ts';
import type { OpenCall, RunView, StepView } from './view.ts';

/** What a run is before its first journal entry. `startedAt` is milliseconds since 1970. */
export interface RunBase {
  readonly runId: string;
  readonly event: JsonObject;
  readonly settings: JsonObject;
  readonly startedAt: number;
}

export interface FoldOptions {
  /**
   * After a crash: a write that was sent and never answered becomes an `ambiguous` call record, so that its operation
   * finds out what became of it. Leave it off while the call may still be on its way in this process.
   */
  readonly closeInterrupted?: boolean;
}

/** Reads a whole journal, oldest entry first, into what the pure functions work with. */
export function foldJournal(entries: Iterable<JournalEntry>, base: RunBase, options: FoldOptions = {}): RunView {
  const steps = new Map<string, StepView>();
  let view: RunView = { ...base, steps };
  for (const entry of entries) view = apply(view, steps, entry);
  return options.closeInterrupted === true ? closeInterrupted(view) : view;
}

/** The view after one more entry; `view` itself stays as it was. */
export function applyEntry(view: RunView, entry: JournalEntry): RunView {
  const steps = new Map(view.steps);
  return apply({ ...view, steps }, steps, entry);
}

/** Turns every unanswered write into an `ambiguous` call record. Used when a worker takes over a run. */
export function closeInterrupted(view: RunView): RunView {
  const steps = new Map(view.steps);
  for (const [address, step] of steps) if (step.open !== undefined) steps.set(address, closeOpenCalls(step));
  return { ...view, steps };
}

type Of<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>;
type Appliers = { readonly [T in JournalEntry['type']]?: (step: StepView, entry: Of<T>) => StepView };

/** Entries that change one step; what they do to the run as a whole follows below. */
const STEP_APPLIERS: Appliers = {
  'step-started': (step, entry) => ({
    ...without(step, ['given']),
    state: 'started',
    input: entry.input,
    ...warned(entry.warnings),
  }),
  'call-sent': (step, entry) => {
    const open: OpenCall = { name: entry.call, effect: entry.effect, request: entry.request, sentAt: entry.at };
    return entry.together === true
      ? { ...step, open: [...(step.open ?? []), open] }
      : { ...closeOpenCalls(without(quiet(step), ['unsettled'])), open: [open] };
  },
  'call-answered': applyAnswer,
  'step-completed': (step, entry) => ({
    ...without(closeOpenCalls(quiet(step)), ['failure', 'unsettled']),
    state: 'completed',
    output: entry.output,
    ...(entry.by === undefined ? {} : { by: entry.by }),
    ...warned([...(step.warnings ?? []), ...(entry.warnings ?? [])]),
  }),
  'step-failed': (step, entry) => ({ ...quiet(step), state: 'failed', failure: entry.failure }),
  waiting: (step, entry) => {
    const waited = { ...step, waiting: { until: entry.until, why: entry.why } };
    if (entry.failure === undefined) return waited;
    const settled = without(waited, ['unsettled']);
    return step.unsettled === true ? settled : countFailure(settled, entry.failure, entry.at);
  },
};

function apply(view: RunView, steps: Map<string, StepView>, entry: JournalEntry): RunView {
  if (entry.type === 'released') return releaseRun(view, steps, entry);
  if ('step' in entry) {
    const change = STEP_APPLIERS[entry.type] as ((step: StepView, entry: JournalEntry) => StepView) | undefined;
    if (change !== undefined) steps.set(entry.step, change(steps.get(entry.step) ?? newStep(entry.step), entry));
  }
  switch (entry.type) {
    case 'waiting':
      return { ...view, waiting: { step: entry.step, until: entry.until, why: entry.why } };
    case 'held':
      return { ...without(view, ['waiting']), hold: { step: entry.step, hold: entry.hold } };
    case 'failed':
      return { ...without(view, ['waiting']), ended: 'failed', failed: { step: entry.step, failure: entry.failure } };
    case 'completed':
    case 'canceled':
      return { ...without(view, ['waiting', 'hold', 'failed']), ended: entry.type };
    default:
      return view.waiting?.step === entry.step ? without(view, ['waiting']) : view;
  }
}

function newStep(address: string): StepView {
  return { address, state: 'pending', calls: [], attempts: 0, round: 0 };
}

function warned(warnings: readonly string[] | undefined): { warnings?: readonly string[] } {
  return warnings === undefined || warnings.length === 0 ? {} : { warnings };
}

/** Answers that say "nothing happened, and it may be tried again" leave no call record. */
function mayRepeat(entry: Of<'call-answered'>): boolean {
  if (entry.outcome === 'not-sent') return true;
  return entry.outcome === 'refused' && (entry.failure?.kind === 'throttled' || entry.failure?.kind === 'unauthorized');
}

function applyAnswer(step: StepView, entry: Of<'call-answered'>): StepView {
  const matched = step.open?.find((each) => each.name === entry.call);
  // An answer to another call than the open ones means that those were given up after a crash.
  const before = matched === undefined ? closeOpenCalls(quiet(step)) : answeredOne(quiet(step), matched);
  // Calls that were sent together and met the same trouble are one try.
  if (mayRepeat(entry) && matched !== undefined && before.unsettled === true) return before;
  if (mayRepeat(entry)) return { ...countFailure(before, entry.failure, entry.at), unsettled: true };
  const record: CallRecord = {
    name: entry.call,
    effect: entry.effect,
    request: entry.request ?? matched?.request ?? {},
    outcome: entry.outcome as CallRecord['outcome'],
    ...(entry.reply === undefined ? {} : { reply: entry.reply }),
    ...(entry.failure === undefined ? {} : { failure: entry.failure }),
    sentAt: matched?.sentAt ?? entry.at - entry.tookMs,
    answeredAt: entry.at,
    round: before.round,
  };
  const after = { ...without(before, ['failure', 'unsettled']), calls: [...before.calls, record] };
  // Progress that lasts resets the count; a read does not, or a write that never gets through would be tried for ever.
  const progress = entry.outcome === 'applied' && entry.effect === 'write';
  return progress ? { ...without(after, ['firstFailedAt']), attempts: 0 } : after;
}

function countFailure(step: StepView, failure: Failure | undefined, at: number): StepView {
  return {
    ...step,
    attempts: step.attempts + 1,
    firstFailedAt: step.firstFailedAt ?? at,
    ...(failure === undefined ? {} : { failure }),
  };
}

function answeredOne(step: StepView, matched: OpenCall): StepView {
  const open = (step.open ?? []).filter((each) => each !== matched);
  return open.length === 0 ? without(step, ['open']) : { ...step, open };
}

function closeOpenCalls(step: StepView): StepView {
  if (step.open === undefined) return step;
  return { ...without(step, ['open']), calls: [...step.calls, ...step.open.map((open) => interrupted(open, step))] };
}

function interrupted({ name, effect, request, sentAt }: OpenCall, { round }: StepView): CallRecord {
  return {
    name,
    effect,
    request,
    outcome: 'ambiguous',
    failure: runFailure('run.interrupted', { record: `call ${name}` }),
    sentAt,
    answeredAt: sentAt, // nobody knows; a fixed value keeps every later reading of the journal the same
    round,
  };
}

/** The step without its wait: something has happened since. */
function quiet(step: StepView): StepView {
  return step.waiting === undefined ? step : without(step, ['waiting']);
}
