import type { RunAction } from '../api/types.ts';
import { OPERATIONS } from '../api/operations.ts';
import { FINAL_STATES, RELEASED_FROM, type RunState } from '../core/run/states.ts';
import type { RunDetail } from '../engine/read-ports.ts';
import type { RunEffects } from '../engine/work/desk.ts';
import { type Caller, mayUse } from './caller.ts';

type Verb = RunAction['verb'];

interface VerbRule {
  readonly title: string;
  readonly operation: 'retryRun' | 'releaseRun' | 'replayRun' | 'cancelRun';
  readonly from: readonly RunState[];
  readonly needsReason: boolean;
  /** What it is called while the outcome of a write is not known. */
  readonly unknownTitle?: string;
  /** Why it is not safe while the outcome of a write is not known; absent where it is. */
  readonly unknownWhy?: string;
  effect(run: RunDetail): string;
}

const at = (run: RunDetail): string =>
  run.step === undefined || run.step === '' ? 'the step where it stands' : `step ${run.step}`;

/** Whether releasing the run begins it again. A hold without a failure stands in the flow itself and is passed. */
const startsAnew = ({ hold }: RunDetail): boolean => hold?.failure !== undefined && hold.resume === 'start';

/** Each verb: from which states, and what it does. Retry, skip and edit all end in the same command of the store. */
const VERB_RULES: Readonly<Record<Verb, VerbRule>> = {
  retry: {
    title: 'Retry',
    unknownTitle: 'Look again',
    operation: 'retryRun',
    from: RELEASED_FROM.retry,
    needsReason: false,
    effect: (run) =>
      run.unknownOutcome
        ? `Looks again whether the unanswered call of ${at(run)} took effect. It is not sent a second time before that is known.`
        : run.hold?.resume === 'start'
          ? 'Goes on from the start of the flow, with what people have settled or corrected. What is written already is found, not written again.'
          : `Goes on from ${at(run)} now. Steps that are done stay done.`,
  },
  release: {
    title: 'Release',
    operation: 'releaseRun',
    from: RELEASED_FROM.release,
    needsReason: false,
    effect: (run) =>
      startsAnew(run)
        ? 'Ends the hold and goes on from the start of the flow, with what people have settled or corrected. What is written already is found, not written again.'
        : `Ends the hold and goes on from ${at(run)}.`,
  },
  edit: {
    title: 'Edit and release',
    unknownWhy: 'Nothing is changed before it is known whether the unanswered call took effect.',
    operation: 'releaseRun',
    from: RELEASED_FROM.edit,
    needsReason: true,
    effect: (run) => `Does ${at(run)} with the input you give instead of the mapped one, then goes on.`,
  },
  skip: {
    title: 'Settle by hand',
    operation: 'releaseRun',
    from: RELEASED_FROM.skip,
    needsReason: true,
    effect: (run) => `Takes ${at(run)} as done with the result you give. Nothing is sent for it.`,
  },
  replay: {
    title: 'Run again',
    unknownWhy: 'A new run could do a second time what the unanswered call did.',
    operation: 'replayRun',
    from: ['completed', 'failed', 'canceled'],
    needsReason: false,
    effect: () =>
      'Starts a new run from the same event, on the newest version of the flow. Records that exist already are found, not made again.',
  },
  cancel: {
    title: 'Cancel',
    operation: 'cancelRun',
    from: ['queued', 'waiting', 'held', 'failed'],
    needsReason: true,
    effect: (run) => {
      const written = run.journal.filter(
        (entry) => entry.type === 'call-answered' && entry.effect === 'write' && entry.outcome === 'applied',
      ).length;
      const stays =
        written === 0
          ? 'Nothing was written yet.'
          : `${written} ${written === 1 ? 'write' : 'writes'} that took effect stay as they are.`;
      const doubt = run.unknownOutcome
        ? ' Nobody knows whether the unanswered call took effect: look in the other system first, for no new run is begun from this one afterwards.'
        : '';
      return `Ends the run for good. ${stays}${doubt}${leftBehind(run)} Later runs of the same record go on.`;
    },
  },
};

/**
 * What becomes of an order that was begun in M3 and is not whole. A draft that was never confirmed is cleared away by the
 * sweep of left drafts; an order that is entered directly is live, and a flow of its own takes it out.
 */
function leftBehind({ journal }: RunDetail): string {
  const entering = new Set(
    journal.flatMap((each) =>
      each.type === 'step-started' && /(^|\.)order\.create$/.test(each.operation ?? '') ? [each.step] : [],
    ),
  );
  const applied = journal.flatMap((each) =>
    each.type === 'call-answered' && entering.has(each.step) && each.effect === 'write' && each.outcome === 'applied'
      ? [each.call]
      : [],
  );
  const last = (name: string): number => applied.lastIndexOf(name);
  const isWhole = journal.some((each) => each.type === 'step-completed' && entering.has(each.step));
  if (last('stage') > Math.max(last('discard'), last('confirm'))) {
    return ' The draft in M3 is deleted once nothing can come of it any more.';
  }
  if (isWhole || last('head') <= last('remove')) return '';
  return ' The order that was begun is live in M3; the flow “Orders canceled half-way” takes it out again.';
}

const STATE_WORDS: Readonly<Record<RunState, string>> = {
  queued: 'The run is queued and starts by itself.',
  running: 'The run is working right now.',
  waiting: 'The run waits and goes on by itself.',
  held: 'The run is held.',
  completed: 'The run is completed.',
  failed: 'The run has failed.',
  canceled: 'The run is canceled.',
};

/** What each verb would do to the run now, in words, and whether this caller may do it. */
export function actionsOf(run: RunDetail, caller: Caller, effects?: RunEffects): readonly RunAction[] {
  return (Object.keys(VERB_RULES) as Verb[]).map((verb) => {
    const rule = VERB_RULES[verb];
    const why = whyNot(rule, run, caller);
    return {
      verb,
      title: (run.unknownOutcome ? rule.unknownTitle : undefined) ?? rule.title,
      allowed: why === undefined,
      effect: rule.effect(run),
      ...(why === undefined ? {} : { why }),
      needsReason: rule.needsReason,
      ...(effects === undefined ? {} : repeated(verb, run, effects)),
    };
  });
}

function whyNot(rule: VerbRule, run: RunDetail, caller: Caller): string | undefined {
  if (!mayUse(caller, OPERATIONS[rule.operation].permission)) return `The role ${caller.role} does not allow this.`;
  if (!rule.from.includes(run.state)) {
    return rule.operation === 'replayRun'
      ? `${STATE_WORDS[run.state]} Retry it, or cancel it first.`
      : STATE_WORDS[run.state];
  }
  if (run.unknownOutcome && rule.unknownWhy !== undefined) return rule.unknownWhy;
  if (rule.operation !== 'replayRun') return undefined;
  const newer = run.related.find(
    (other) => other.flow === run.flow && other.arrivedAt >= run.arrivedAt && !isFinal(other.state),
  );
  return newer === undefined ? undefined : `Run ${newer.id} of the same record is still open.`;
}

/** What a verb does anew, and what stays as it was written. A canceled run repeats nothing. */
function repeated(
  verb: Verb,
  run: RunDetail,
  { writes, ahead, all }: RunEffects,
): Pick<RunAction, 'repeats' | 'keeps'> {
  const keeps = writes.map(({ at: sentAt, ...write }) => ({ ...write, at: new Date(sentAt).toISOString() }));
  if (verb === 'cancel') return { repeats: [], keeps };
  const fromStart =
    verb === 'replay' || (verb === 'retry' && run.hold?.resume === 'start') || (verb === 'release' && startsAnew(run));
  const steps = (fromStart ? all : ahead).map(({ title }) => title);
  return { repeats: verb === 'skip' ? steps.slice(1) : steps, keeps };
}

function isFinal(state: RunState): boolean {
  return (FINAL_STATES as readonly RunState[]).includes(state);
}
