import type { JsonObject } from '../../../core/json.ts';
import type { LinkedRecord } from '../../../core/linked-record.ts';
import type { Polled } from '../../kit/connector.ts';

/** What the engine keeps of watched records between the looks of a poll, in memory. */
export class Watched {
  readonly seen = new Map<string, JsonObject>();
  readonly closed = new Set<string>();
  /** Records of which another poll expects nothing more. */
  readonly over = new Set<string>();
  /** When the records were linked, milliseconds since 1970. */
  since = Date.now();

  /** The records that the poll still watches; `only` as its trigger asks for them. */
  linked(ids: readonly string[], only?: 'unseen'): LinkedRecord[] {
    return ids.filter((id) => !this.closed.has(id) && !(only && this.seen.has(id))).map((id) => this.#recordOf(id));
  }

  /** Asks for those of `ids` that are linked. */
  find(linked: readonly string[]): (ids: readonly string[]) => Promise<LinkedRecord[]> {
    return (ids) => Promise.resolve(ids.filter((id) => linked.includes(id)).map((id) => this.#recordOf(id)));
  }

  keep({ seen = {}, closed = [] }: Polled): void {
    for (const [id, one] of Object.entries(seen)) this.seen.set(id, one);
    for (const id of closed) this.closed.add(id);
  }

  #recordOf(id: string): LinkedRecord {
    const seen = this.seen.get(id);
    return { id, since: this.since, ...(seen ? { seen } : {}), ...(this.over.has(id) ? { over: true } : {}) };
  }
}
