import type { FlowToday } from '../../../api/types.ts';

/** Flows with something to show, the busiest first, and those that had nothing to do today, by title. */
export function sortFlows(flows: readonly FlowToday[]): {
  readonly busy: readonly FlowToday[];
  readonly quiet: readonly FlowToday[];
} {
  const byTitle = flows.toSorted((a, b) => a.title.localeCompare(b.title));
  return {
    busy: byTitle.filter(hasWork).toSorted((a, b) => b.arrived - a.arrived),
    quiet: byTitle.filter((flow) => !hasWork(flow)),
  };
}

function hasWork({ arrived, completed, queued, running, waiting, held, failed }: FlowToday): boolean {
  return arrived + completed + queued + running + waiting + held + failed > 0;
}
