/** What alert rules look at: one look at the whole product. Times are milliseconds since 1970, ages are milliseconds. */
export interface Sight {
  readonly now: number;
  /** Time zone of those who order. */
  readonly zone: string;
  /** Open runs by flow. */
  readonly flows: readonly FlowSight[];
  /** Held and failed runs, by flow and cause. */
  readonly troubles: readonly Trouble[];
  readonly arrivals: readonly ArrivalSight[];
  readonly stock: readonly {
    readonly flow: string;
    readonly target: string;
    readonly asOf?: number;
    readonly figures: number;
  }[];
  readonly connections: readonly ConnectionSight[];
  /** Differences that completed reconciliations found and nobody has settled. */
  readonly differences: readonly { readonly subject: string; readonly open: number }[];
  /** Space of the disk with the data; absent where it is not ours to see. */
  readonly disk?: { readonly freeBytes: number; readonly totalBytes: number };
}

export interface FlowSight {
  readonly flow: string;
  /** Runs that are queued, running or waiting. */
  readonly open: number;
  /** Since when the oldest is on its way: it arrived, was woken after something was away, or is worked on. */
  readonly oldestAt?: number;
}

export interface Trouble {
  readonly flow: string;
  readonly state: 'held' | 'failed';
  readonly queue: string;
  readonly kind: string;
  readonly code: string;
  readonly count: number;
  /** Those that came to stand here within the last hour. */
  readonly lastHour: number;
  readonly oldestAt: number;
  /** Sums by currency, decimals as text. */
  readonly amounts: readonly { readonly currency: string; readonly amount: string }[];
}

export interface ArrivalSight {
  readonly flow: string;
  readonly lastAt?: number;
  /** Arrivals in an ordinary hour, by hour of the week (0: Monday 00:00 in the zone); absent where too little is known. */
  readonly usual: Readonly<Record<string, number>>;
}

export interface ConnectionSight {
  readonly name: string;
  readonly title: string;
  readonly paused: boolean;
  readonly pausedReason?: string;
  /** Set when Landbridge itself paused it because credentials or rights were refused, not after a restore. */
  readonly refused?: boolean;
  readonly breaker: 'closed' | 'open' | 'half-open' | 'isolated';
  readonly breakerSince?: number;
  readonly breakerReason?: string;
  /** A poll that has failed since then, and why. */
  readonly failing?: { readonly since: number; readonly kind: string; readonly message: string };
}
