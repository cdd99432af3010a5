import type { ServerDeps } from '../deps.ts';
import { lightOf } from '../wire.ts';
import type { HandlersOf } from './types.ts';

/** Whether everything flows. */
export function todayHandlers(deps: ServerDeps): HandlersOf<'getToday'> {
  return {
    async getToday() {
      const [today, connections, waiting] = await Promise.all([
        deps.runs.today(deps.tenant),
        deps.connections.list(deps.tenant),
        deps.standstill.waiting(deps.tenant),
      ]);
      const health = new Map(deps.connectionHealth().map((entry) => [entry.name, entry]));
      return {
        at: new Date(deps.now()).toISOString(),
        ...today,
        connections: connections.map((record) =>
          lightOf(record, health.get(record.name), waiting.connections.get(record.name)),
        ),
      };
    },
  };
}
