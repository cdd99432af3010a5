import type { Failure } from '../failure.ts';
import type { RunView, StepView } from './view.ts';

/** How a run stands, in words for a screen or a command line; times are left to whoever shows it. */
export interface RunDescription {
  /** One sentence. */
  readonly text: string;
  /** Address of the step it is about. */
  readonly step?: string;
  /** When something happens by itself, milliseconds since 1970. */
  readonly until?: number;
  /** What a person can do. */
  readonly remedy?: string;
}

/** Titles of steps by their id, for people. */
export type StepTitles = ReadonlyMap<string, string>;

/**
 * Says how a run stands: what it waits for, why it is held, or where it is. `sizes` are the lengths of lists that loops go
 * over, by the address of the loop, so that "line 8 of 9" can be said.
 */
export function describeRun(
  run: RunView,
  titles: StepTitles = new Map(),
  sizes: Readonly<Record<string, number>> = {},
): RunDescription {
  const at = (step: string): string => placeOf(step, titles, sizes);
  if (run.ended === 'completed') return { text: 'Completed' };
  if (run.ended === 'canceled') return { text: 'Canceled' };
  if (run.failed !== undefined) return explain(`${at(run.failed.step)} failed`, run.failed.step, run.failed.failure);
  if (run.hold !== undefined) {
    const { step, hold } = run.hold;
    return {
      ...explain(`${at(step)} waits for a person`, step, hold.failure),
      text: `${at(step)} waits for a person: ${hold.reason}`,
    };
  }
  if (run.waiting !== undefined) {
    const { step, until, why } = run.waiting;
    return { text: `${at(step)} waiting: ${why}`, step, until };
  }
  const current = [...run.steps.values()].findLast((step) => step.state === 'started');
  if (current === undefined) return { text: run.steps.size === 0 ? 'Not begun' : 'Between two steps' };
  return describeCurrent(current, at(current.address));
}

function describeCurrent(step: StepView, place: string): RunDescription {
  const doubtful = step.calls.findLast((call) => call.outcome === 'ambiguous');
  const settled = step.calls.at(-1)?.outcome !== 'ambiguous';
  const [open, ...others] = step.open ?? [];
  if (open !== undefined) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return { text: `${place}: ${open.name}${more} sent, no answer yet`, step: step.address };
  }
  if (doubtful !== undefined && !settled) {
    return { text: `${place}: finding out what became of ${doubtful.name}`, step: step.address };
  }
  const tries = step.attempts === 0 ? '' : `, after ${step.attempts} ${step.attempts === 1 ? 'try' : 'tries'}`;
  return { text: `${place} running${tries}`, step: step.address };
}

function explain(text: string, step: string, failure: Failure | undefined): RunDescription {
  const remedy = failure?.remedy === undefined ? {} : { remedy: failure.remedy };
  return { text: failure === undefined ? text : `${text}: ${failure.message}`, step, ...remedy };
}

/** `lines[7]/line` as `Line 8 of 9`; a step outside of loops by its title. */
function placeOf(address: string, titles: StepTitles, sizes: Readonly<Record<string, number>>): string {
  const parts = address.split('/').filter((part) => part !== 'catch');
  const last = parts.at(-1) ?? address;
  const loop = parts.findLastIndex((part) => part.endsWith(']'));
  const title = titles.get(last.replace(/\[\d+\]$/, '')) ?? last;
  if (loop < 0) return title;
  const [, list = '', index = '0'] = /^(.*)\[(\d+)\]$/.exec(parts[loop] ?? '') ?? [];
  const size = sizes[[...parts.slice(0, loop), list].join('/')];
  const number = `${Number(index) + 1}${size === undefined ? '' : ` of ${size}`}`;
  return `${titles.get(list) ?? list} ${number}${loop === parts.length - 1 ? '' : `, ${title}`}`;
}
