/** A table of states: from each one, which events lead where. */
export type TransitionTable = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;

/**
 * Walks a table of states from its start and says, in words, what is wrong with it: states that nothing leads to, states
 * that are no states, final states that are left, and states from which no final one can be reached.
 */
export function checkTransitions(table: TransitionTable, start: string, final: readonly string[]): readonly string[] {
  const faults: string[] = [];
  const states = Object.keys(table);
  for (const named of [start, ...final])
    if (!states.includes(named)) faults.push(`"${named}" is no state of the table`);
  for (const [state, events] of Object.entries(table)) {
    for (const [event, target] of Object.entries(events)) {
      if (target === undefined || !states.includes(target))
        faults.push(`"${state}" goes by "${event}" to "${target}", which is no state`);
      if (final.includes(state)) faults.push(`"${state}" is final, and yet "${event}" leaves it`);
    }
  }
  const reached = reachable(table, start);
  for (const state of states) {
    if (!reached.has(state)) faults.push(`nothing leads from "${start}" to "${state}"`);
    if (!final.some((end) => reachable(table, state).has(end)))
      faults.push(`from "${state}" no final state can be reached`);
  }
  return faults;
}

function reachable(table: TransitionTable, start: string): ReadonlySet<string> {
  const reached = new Set<string>([start]);
  for (const state of reached) {
    for (const target of Object.values(table[state] ?? {})) if (target !== undefined) reached.add(target);
  }
  return reached;
}
