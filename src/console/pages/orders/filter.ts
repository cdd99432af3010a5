import type { RunState } from '../../../core/run/states.ts';
import { RUN_STATES } from '../../../core/run/states.ts';
import type { RunQuery } from '../../data/queries.ts';
import { ALL_FLOWS, ORDERS_FLOW } from '../../words/flows.ts';

/** The list's filter as it stands in the address. */
export interface OrdersSearch {
  readonly q?: string;
  /** States, separated by commas. */
  readonly state?: string;
  /** A flow, or `all`. Left out: the orders themselves, one row each. */
  readonly flow?: string;
  readonly queue?: string;
  readonly code?: string;
  /** `today`, `7d`, `30d`, or an ISO 8601 moment. */
  readonly since?: string;
  /** Only what arrived before this ISO 8601 moment. */
  readonly until?: string;
  /** Only what was done or canceled at this ISO 8601 moment or later, and before that one. */
  readonly endedSince?: string;
  readonly endedUntil?: string;
}

export const NEEDS_PERSON: readonly RunState[] = ['held', 'failed'];

const DAY_MS = 86_400_000;
const SPAN_DAYS: ReadonlyMap<string, number> = new Map(Object.entries({ today: 0, '7d': 7, '30d': 30 }));

export const SINCE_CHOICES = [
  { value: '', label: 'Any time' },
  { value: 'today', label: 'Today (UTC)' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
] as const;

/** The states named in the address; what is no state is left out. */
export function statesOf(search: OrdersSearch): readonly RunState[] {
  const named = new Set((search.state ?? '').split(','));
  return RUN_STATES.filter((state) => named.has(state));
}

/** The address part for these states. All or none means no filter. */
export function stateText(states: readonly RunState[]): string | undefined {
  return states.length === 0 || states.length === RUN_STATES.length ? undefined : states.join(',');
}

/** Switches one state on or off. */
export function toggleState(search: OrdersSearch, state: RunState): string | undefined {
  const now = new Set(statesOf(search));
  if (!now.delete(state)) now.add(state);
  return stateText(RUN_STATES.filter((one) => now.has(one)));
}

/**
 * What to ask the server for. Spans count whole days back from the last midnight in UTC, as the figures of Today do, so
 * that the question stays the same all day and its answers can be kept. `midnight` is milliseconds since 1970.
 */
export function queryOf(search: OrdersSearch, midnight: number): RunQuery {
  const since = sinceOf(search.since, midnight);
  const moments = { until: search.until, endedSince: search.endedSince, endedUntil: search.endedUntil };
  const state = stateText(statesOf(search));
  const flow = search.flow || ORDERS_FLOW;
  return {
    ...(search.q ? { search: search.q.trim() } : {}),
    ...(state ? { state } : {}),
    ...(flow === ALL_FLOWS ? {} : { flow }),
    ...(search.queue ? { queue: search.queue } : {}),
    ...(search.code ? { code: search.code } : {}),
    ...(since ? { since } : {}),
    ...Object.fromEntries(
      Object.entries(moments).flatMap(([name, text]) => (isMoment(text) ? [[name, new Date(text).toISOString()]] : [])),
    ),
  };
}

/** Whether anything but the whole list is asked for. */
export function isFiltered(search: OrdersSearch): boolean {
  return Object.values(search).some((value) => value !== undefined && value !== '');
}

function sinceOf(since: string | undefined, midnight: number): string | undefined {
  if (!since) return undefined;
  const days = SPAN_DAYS.get(since);
  if (days !== undefined) return new Date(midnight - days * DAY_MS).toISOString();
  return isMoment(since) ? new Date(since).toISOString() : undefined;
}

/** Neither left out, nor one of the spans that have a name, nor nonsense. */
export function isMoment(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}
