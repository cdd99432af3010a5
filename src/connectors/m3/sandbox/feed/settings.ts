/** A condition on events: a field that changed, or that has a value. */
export interface FeedFilter {
  table: string;
  field: string;
  /** The value it must have; without one it must have changed. */
  is?: string;
}

/** Where CMS049 posts events. */
export interface HookTarget {
  url: string;
  headers: Record<string, string>;
  /** Read time-out (MNS090); after it the event is thrown away. */
  timeoutMs: number;
  /** `M3:OOHEAD:CUD`: publisher, table, operations. */
  subscriptions: string[];
  filters: FeedFilter[];
}

/** A connection point of ION that gets documents. */
export interface ImsTarget {
  /** Address of the application; `/service/…` is added. */
  url: string;
  headers: Record<string, string>;
  protocol: 'v2' | 'v2-multipart' | 'v3';
  encoding: 'NONE' | 'DEFLATE';
  nouns: string[];
  /** Pause before a document that was not taken is sent again; grows to sixteen times. */
  retryMs: number;
}

/** What goes wrong on the way, as shares of all sendings. */
export interface FeedModes {
  /** Events of CMS049 that get lost. Documents of ION do not. */
  drop: number;
  duplicate: number;
  /** Sent up to a second later than what came after. */
  shuffle: number;
  seed: number;
}

/** Who is told of changes, and how badly. */
export interface FeedSettings {
  hook: HookTarget | null;
  ims: ImsTarget | null;
  modes: FeedModes;
}

export const NO_FEED: FeedSettings = { hook: null, ims: null, modes: { drop: 0, duplicate: 0, shuffle: 0, seed: 1 } };

const HOOK = { headers: {}, timeoutMs: 3_000, subscriptions: [], filters: [] };
const IMS = { headers: {}, protocol: 'v3', encoding: 'DEFLATE', nouns: [], retryMs: 1_000 } as const;

/** The settings after a wish of `POST /sandbox/feed`, or what is wrong with it. Parts that are left out stay. */
export function changeFeed(now: FeedSettings, wish: Record<string, unknown>): FeedSettings | string {
  const known = ['hook', 'ims', 'modes'];
  const stranger = Object.keys(wish).find((name) => !known.includes(name));
  if (stranger !== undefined) return `there is no ${stranger}; known are ${known.join(', ')}`;
  const { hook = now.hook, ims = now.ims, modes = {} } = wish;
  for (const target of [hook, ims]) {
    if (target !== null && !URL.canParse(String((target as { url?: unknown }).url))) return 'a target needs its url';
  }
  const shares = { ...now.modes, ...(modes as Partial<FeedModes>) };
  if (![shares.drop, shares.duplicate, shares.shuffle].every((share) => share >= 0 && share <= 1))
    return 'drop, duplicate and shuffle are shares from 0 to 1';
  const hookTarget = hook === null ? null : { ...HOOK, ...(hook as object) };
  const imsTarget = ims === null ? null : { ...IMS, ...(ims as object) };
  const subscriptions = (hookTarget as HookTarget | null)?.subscriptions ?? [];
  const bad = subscriptions.find((text) => readSubscription(text) === undefined);
  if (bad !== undefined) return `${bad} is no subscription such as M3:OOHEAD:CUD`;
  return { hook: hookTarget as HookTarget | null, ims: imsTarget as ImsTarget | null, modes: shares };
}

/** Table and operations of a subscription; undefined when it is none. */
export function readSubscription(text: string): { table: string; operations: string } | undefined {
  const [, table, operations] = /^M3:(\w{4,10}|\*):([CUD]{1,3})(?::\d+){0,2}$/.exec(text) ?? [];
  return table === undefined || operations === undefined ? undefined : { table, operations };
}
