import type { AnswerOf } from '../../../api/types.ts';
import type { WorkQuery } from '../../data/work-queries.ts';
import type { ShownState } from '../../words/states.ts';

export type WorkGroup = AnswerOf<'listWork'>['items'][number];
export type WorkItem = AnswerOf<'listWorkItems'>['items'][number];

/** Part of the address that says which work is shown. */
export interface WorkSearch {
  readonly state?: string;
  readonly owner?: string;
  readonly snoozed?: string;
  readonly q?: string;
  readonly flow?: string;
  readonly queue?: string;
  readonly code?: string;
  readonly cause?: string;
}

const STATES = ['unknown', 'held', 'failed'] as const;
export const STATE_CHOICES: readonly (typeof STATES)[number][] = STATES;

/** The filter of the list as the API takes it; words that it does not know are left out. */
export function filterOf(search: WorkSearch): WorkQuery {
  const { owner, q, flow, queue, code } = search;
  const state = STATES.find((each) => each === search.state);
  const snoozed = (['only', 'also'] as const).find((each) => each === search.snoozed);
  return {
    ...(state ? { state } : {}),
    ...(snoozed ? { snoozed } : {}),
    ...(owner ? { owner } : {}),
    ...(q ? { search: q } : {}),
    ...(flow ? { flow } : {}),
    ...(queue ? { queue } : {}),
    ...(code ? { code } : {}),
  };
}

/** The state that is shown for a group: what is least known counts. */
export function stateOf({ unknown, failed }: Pick<WorkGroup, 'unknown' | 'failed'>): ShownState {
  if (unknown > 0) return 'unknown';
  return failed > 0 ? 'failed' : 'held';
}

/** The filter of what is shown and chosen, for scripts. */
export function scriptQueryOf(search: WorkSearch): WorkQuery {
  return { ...filterOf(search), ...(search.cause ? { cause: search.cause } : {}) };
}

/** Times until which work may rest, from now on, by what people call them. */
export function restChoices(now: Date): readonly { readonly label: string; readonly until: string }[] {
  const at = (days: number, hour: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, 0, 0);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { label: 'for an hour', until: new Date(now.getTime() + 3_600_000).toISOString() },
    { label: 'until tomorrow, 8:00', until: at(1, 8).toISOString() },
    { label: 'until Monday, 8:00', until: at(toMonday, 8).toISOString() },
  ];
}
