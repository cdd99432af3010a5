import type { FlowToday } from '../../../api/types.ts';
import type { ShownState } from '../../words/states.ts';
import type { OrdersSearch } from '../orders/filter.ts';

/** A number about a flow, and the list behind it. */
export interface Figure {
  readonly label: string;
  readonly count: (flow: FlowToday) => number;
  /** States of the list behind the number; none means all. */
  readonly state?: string;
  /** What has to have happened today to be counted; none means that the day does not matter. */
  readonly today?: 'arrived' | 'ended';
  /** Colour while the number is not zero. */
  readonly color?: ShownState;
}

export const FIGURES: readonly Figure[] = [
  { label: 'Arrived', count: (flow) => flow.arrived, today: 'arrived' },
  { label: 'Done', count: (flow) => flow.completed, state: 'completed', today: 'ended' },
  { label: 'On the way', count: (flow) => flow.queued + flow.running, state: 'queued,running', color: 'running' },
  { label: 'Waiting', count: (flow) => flow.waiting, state: 'waiting', color: 'waiting' },
  { label: 'Held', count: (flow) => flow.held, state: 'held', color: 'held' },
  { label: 'Failed', count: (flow) => flow.failed, state: 'failed', color: 'failed' },
];

/** The list behind a number of a flow. `midnight` is when the day began, milliseconds since 1970. */
export function listBehind({ state, today }: Figure, flow: string, midnight: number): OrdersSearch {
  return {
    flow,
    ...(state === undefined ? {} : { state }),
    ...(today === 'arrived' ? { since: 'today' } : {}),
    ...(today === 'ended' ? { endedSince: new Date(midnight).toISOString() } : {}),
  };
}
