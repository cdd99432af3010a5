import type { JournalEntry } from './journal.ts';
import type { RunView, StepView } from './view.ts';
import { without } from './without.ts';

type Released = Extract<JournalEntry, { type: 'released' }>;

/**
 * What a person's or a rule's decision changes. `skip` gives the step its output, `edit` gives it new input, `release`
 * passes a `hold` step, and everything else does the step again, or the whole run where the hold says `resume: start`;
 * what people have given stands then. `steps` is the map inside `view`, changed in place.
 */
export function releaseRun(view: RunView, steps: Map<string, StepView>, entry: Released): RunView {
  const hold = view.hold?.hold;
  const step = steps.get(entry.step) ?? { address: entry.step, state: 'pending', calls: [], attempts: 0, round: 0 };
  const base = nextRound(step);
  if (entry.verb === 'skip' || passesHoldStep(entry, hold)) {
    steps.set(entry.step, { ...base, state: 'completed', output: entry.output ?? null, by: 'person' });
  } else if (entry.verb === 'edit' && entry.input !== undefined) {
    steps.set(entry.step, { ...base, state: 'started', input: entry.input, given: true });
  } else if (hold?.resume === 'start') {
    for (const [address, each] of steps) steps.set(address, startAgain(each, entry.anew === true));
  } else {
    steps.set(entry.step, { ...base, state: base.input === undefined ? 'pending' : 'started' });
  }
  return without(view, ['hold', 'waiting', 'ended', 'failed']);
}

/** A hold without a failure stands at a `hold` step or a rule of the flow: releasing it means "go on". */
function passesHoldStep(entry: Released, hold: { readonly failure?: unknown } | undefined): boolean {
  return entry.verb === 'release' && hold !== undefined && hold.failure === undefined;
}

function nextRound(step: StepView): StepView {
  const kept = without(step, ['failure', 'unsettled', 'firstFailedAt', 'waiting', 'output', 'by', 'warnings']);
  return { ...kept, attempts: 0, round: step.round + 1 };
}

/**
 * Reads are forgotten, so that they are made anew; writes stay, so that none is made twice. So does what a person has
 * settled or corrected: nobody would look for it to be undone by a retry.
 */
function startAgain(step: StepView, isRecordChanged: boolean): StepView {
  if (step.by === 'person') return step;
  const calls = step.calls.filter((call) => call.effect === 'write');
  const fresh = nextRound(step);
  if (step.given === true && !isRecordChanged) return { ...fresh, state: 'started', calls };
  return { ...without(fresh, ['input', 'given']), state: 'pending', calls };
}
