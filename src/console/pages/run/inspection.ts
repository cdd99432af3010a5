import type { Failure, RunDetail } from '../../../api/types.ts';
import type { Json } from '../../../core/json.ts';
import { callTarget, inWords, stepTitle } from './step-words.ts';
import type { Chapter, Moment, Story } from './story.ts';

/** What can be looked at closely: a call, a step, or the event that came in. */
export interface Inspection {
  readonly id: string;
  readonly title: string;
  readonly target?: string;
  readonly parts: readonly { readonly label: string; readonly payload: Json }[];
  readonly failure?: Failure;
}

export const EVENT_ID = 'event';

/** The address part of a step; calls are named by their place in the journal alone. */
export function stepId(chapter: Pick<Chapter, 'id'>): string {
  return `step-${chapter.id}`;
}

/** Finds what `at` names in a run, or undefined when there is nothing to look at. */
export function inspectionOf(
  at: string,
  run: RunDetail,
  story: Story,
  titles: ReadonlyMap<string, string>,
): Inspection | undefined {
  if (at === EVENT_ID) {
    return {
      id: at,
      title: 'The event as it came in',
      target: run.event.type,
      parts: [{ label: 'Event', payload: run.event.data }],
    };
  }
  for (const chapter of story.chapters) {
    if (stepId(chapter) === at) return inspectStep(at, chapter, titles);
    const moment = chapter.moments.find((one) => one.id === at);
    if (moment) return inspectMoment(at, moment);
  }
  return undefined;
}

function inspectStep(id: string, chapter: Chapter, titles: ReadonlyMap<string, string>): Inspection {
  const { address, operation, input, output } = chapter;
  return {
    id,
    title: stepTitle(address, operation, titles),
    target: operation ?? address,
    parts: [
      ...(input === undefined ? [] : [{ label: 'Input', payload: input }]),
      ...(output === undefined ? [] : [{ label: 'Result', payload: output }]),
    ],
  };
}

function inspectMoment(id: string, moment: Moment): Inspection | undefined {
  if (moment.kind === 'call') {
    const target = callTarget(moment.request);
    return {
      id,
      title: inWords(moment.call),
      ...(target === undefined ? {} : { target }),
      parts: [
        ...(moment.request === undefined ? [] : [{ label: 'Sent', payload: moment.request }]),
        ...(moment.reply === undefined ? [] : [{ label: 'Answered', payload: moment.reply }]),
      ],
      ...(moment.failure ? { failure: moment.failure } : {}),
    };
  }
  if (moment.kind === 'released') {
    const given = moment.input ?? moment.output;
    if (given === undefined) return undefined;
    return { id, title: `Given by ${moment.by}`, parts: [{ label: 'Given', payload: given }] };
  }
  const failure = moment.kind === 'hold' ? moment.hold.failure : moment.failure;
  return failure && { id, title: failure.code, parts: [], failure };
}
