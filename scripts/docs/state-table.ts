import { RUN_STATES, RUN_TRANSITIONS, type RunEvent } from '../../src/core/run/states.ts';
import { tableOf } from './markdown.ts';

/** From each state of a run, where each event leads; a dash where it is refused. */
export function stateTable(): string {
  const events = [...new Set(RUN_STATES.flatMap((state) => Object.keys(RUN_TRANSITIONS[state]) as RunEvent[]))];
  const rows = RUN_STATES.map((state) => [
    `**${state}**`,
    ...events.map((event) => RUN_TRANSITIONS[state][event] ?? '–'),
  ]);
  return tableOf(['from', ...events], rows);
}
