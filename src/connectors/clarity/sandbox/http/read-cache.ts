import type { Reply } from './reply.ts';

interface Entry {
  reply: Reply;
  /** Epoch ms. */
  storedAt: number;
  entity: string;
}

const MAX_ENTRIES = 5_000;

/**
 * The store answers reads from a cache for about a minute, whatever was written since; a `noCache` parameter goes past
 * it (docs/systems/clarity-ecommerce.md, "Reading"). Expired entries stay until replaced, for the stale-read fault.
 */
export class ReadCache {
  readonly #entries = new Map<string, Entry>();

  /** The kept answer, when it is younger than the given age. */
  get(address: string, maxAgeMs: number): Entry | undefined {
    const entry = this.#entries.get(address);
    return entry && Date.now() - entry.storedAt < maxAgeMs ? entry : undefined;
  }

  put(address: string, entity: string, reply: Reply): Entry {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    const entry = { reply, storedAt: Date.now(), entity };
    this.#entries.set(address, entry);
    return entry;
  }

  /** Drops the answers about one entity. */
  clear(entity: string): void {
    for (const [address, entry] of this.#entries) if (entry.entity === entity) this.#entries.delete(address);
  }
}

/** The part of an address that the cache knows it by: everything but the `noCache` parameter. */
export function cacheAddress(url: string): string {
  return url.replace(/([?&])noCache=[^&]*&?/i, '$1').replace(/[?&]$/, '');
}
