import type { Histogram } from '../core/sight/histogram.ts';
import type { Grain, Measure, Rollup } from '../core/sight/series.ts';

/** Calls of one process in one minute, as they stand. */
export interface CallMinute {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly connection: string;
  readonly operation: string;
  readonly calls: number;
  readonly failures: number;
  readonly histogram: Histogram;
}

/** What writes rollups. Every statement may be made again, by any process. */
export interface RollupStore {
  /** Takes what this process counted; totals of the minute, not differences. */
  saveCalls(tenant: string, minutes: readonly CallMinute[]): Promise<void>;
  /**
   * Writes the minutes up to now, and the hours and days they belong to. Undefined while another process does.
   * `behind` is true when there are older minutes left for the next call.
   */
  rollUp(tenant: string): Promise<{ readonly behind: boolean } | undefined>;
  /** Drops rows past the time for which they are kept. */
  forget(): Promise<number>;
}

/** What charts read. */
export interface SeriesReads {
  rows(
    tenant: string,
    what: {
      readonly measure: Measure;
      readonly grain: Grain;
      /** Milliseconds since 1970. */
      readonly from: number;
      readonly until: number;
      readonly subject?: string;
      readonly part?: string;
    },
  ): Promise<readonly Rollup[]>;
}

/** What puts the words of messages into the index. */
export interface WordIndexer {
  /** Indexes the next messages; true when there are more. */
  indexNext(tenant: string): Promise<boolean>;
}
