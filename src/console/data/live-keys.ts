import type { LiveEvent } from '../../api/types.ts';
import { KEYS } from './queries.ts';

/** Which parts of the cache a live event makes old. An event nobody knows yet makes everything old. */
export function staleKeysOf(event: LiveEvent): readonly (readonly string[])[] {
  switch (event.type) {
    case 'runs':
      return [KEYS.runs, KEYS.work, KEYS.today, ...event.ids.map((id) => [...KEYS.run, id])];
    case 'connections':
      return [KEYS.connections, KEYS.today];
    case 'today':
      return [KEYS.today];
    default:
      return [[]];
  }
}
