import type { JsonObject } from '../../../core/json.ts';
import type { LinkedRecord } from '../../../core/linked-record.ts';
import type { Polled } from '../../kit/connector.ts';

/** What the engine keeps of watched records between the looks of a poll, in memory. */
export class Watched {
  readonly seen = new Map<string, JsonObject>();
  readonly closed = new Set<string>();
  /** Records of which another poll expects nothing more. */
  readonly over = new Set<string>();
  /** Records whose run is under way. */
  readonly busy = new Set<string>();
  /** Records that are handed in as soon as they are not busy, whatever was seen of them. */
  readonly later = new Set<string>();
  /** When the records were linked, milliseconds since 1970. */
  since = Date.now();

  /** The records that the poll still watches; `only` as its trigger asks for them. */
  linked(ids: readonly string[], only?: 'unseen'): LinkedRecord[] {
    const isDue = (id: string): boolean => this.later.has(id) || (!this.closed.has(id) && !(only && this.seen.has(id)));
    return ids.filter((id) => !this.busy.has(id) && isDue(id)).map((id) => this.#recordOf(id));
  }

  /** Asks for those of `ids` that are linked. */
  find(linked: readonly string[]): (ids: readonly string[]) => Promise<LinkedRecord[]> {
    return (ids) => Promise.resolve(ids.filter((id) => linked.includes(id)).map((id) => this.#recordOf(id)));
  }

  keep({ seen = {}, closed = [], later = [] }: Polled): void {
    for (const id of this.later) if (!this.busy.has(id)) this.later.delete(id);
    for (const id of later) this.later.add(id);
    for (const [id, one] of Object.entries(seen)) this.seen.set(id, one);
    for (const id of closed) this.closed.add(id);
  }

  #recordOf(id: string): LinkedRecord {
    const seen = this.seen.get(id);
    return {
      id,
      since: this.since,
      ...(seen ? { seen } : {}),
      ...(this.busy.has(id) ? { busy: true } : {}),
      ...(this.over.has(id) ? { over: true } : {}),
    };
  }
}
