import type { FailureKind } from '../core/failure.ts';
import type { Page, RunSummary } from './read-ports.ts';

/** What screens and commands read of the work that needs a person. */

/** `unknown` outranks the others: a write was sent, and nobody knows whether it took effect. */
export type WorkState = 'held' | 'failed' | 'unknown';

export interface WorkFilter {
  readonly cause?: string;
  readonly state?: WorkState;
  readonly queue?: string;
  readonly code?: string;
  readonly kind?: FailureKind;
  readonly flow?: string;
  /** Who looks after it; the empty text finds what nobody does. */
  readonly owner?: string;
  /** Any identifier, e-mail address or start of a name. */
  readonly search?: string;
  /** True: only what rests; false: only what does not; both when left out. */
  readonly snoozed?: boolean;
  /** Only these runs. */
  readonly runIds?: readonly string[];
}

/** Runs with the same trouble. */
export interface WorkGroup {
  readonly cause: string;
  readonly queue: string;
  readonly kind?: FailureKind;
  readonly code: string;
  /** The other system's own message, without what belongs to one order. */
  readonly text: string;
  readonly count: number;
  /** How many of them are held, failed, or have a write of unknown outcome. */
  readonly held: number;
  readonly failed: number;
  readonly unknown: number;
  /** Runs that wait behind them. */
  readonly behind: number;
  /** The flows they are of; of many only the first and the last by name. */
  readonly flows: readonly string[];
  /** ISO 8601. */
  readonly oldestAt: string;
  readonly newestAt: string;
  readonly amounts: readonly { readonly currency: string; readonly amount: string }[];
  /** Of the whole group; single runs may have owners of their own. */
  readonly owner?: string;
  readonly snoozedUntil?: string;
  readonly note?: string;
  /** The run that arrived first. */
  readonly firstRunId: string;
}

/** One run that needs a person. */
export interface WorkItem {
  readonly run: RunSummary;
  readonly cause: string;
  readonly state: WorkState;
  /** Since when it has had this trouble. */
  readonly since: string;
  readonly behind: number;
  readonly owner?: string;
  readonly snoozedUntil?: string;
}

/** What is written on a cause or on single runs; what is left out stays, null takes it off. */
export interface WorkMark {
  readonly targets: readonly ({ readonly cause: string } | { readonly runId: string })[];
  readonly owner?: string | null;
  /** ISO 8601. */
  readonly snoozedUntil?: string | null;
  readonly note?: string | null;
  readonly by: string;
}

/** A crosswalk row that a person wrote. */
export interface CrosswalkRow {
  readonly crosswalk: string;
  readonly from: string;
  readonly to: string;
}

export interface WorkStore {
  /** Most urgent first: unknown outcomes, then by the oldest. At most `limit`. */
  groups(tenant: string, filter: WorkFilter, limit: number): Promise<readonly WorkGroup[]>;
  /** In order of arrival. */
  items(
    tenant: string,
    filter: WorkFilter,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<WorkItem>>;
  count(tenant: string, filter: WorkFilter): Promise<number>;
  /** Runs in order of arrival, behind the place `after`, which is the `seq` of a run that may be over by now. */
  ids(
    tenant: string,
    filter: WorkFilter,
    limit: number,
    after?: string,
  ): Promise<readonly { readonly runId: string; readonly seq: string }[]>;
  mark(tenant: string, mark: WorkMark): Promise<void>;
  /** Runs that wait behind a run, in order of arrival, and how many there are. */
  behind(
    tenant: string,
    runId: string,
    limit: number,
  ): Promise<{ readonly count: number; readonly items: readonly RunSummary[] }>;
  deploymentOf(tenant: string, runId: string): Promise<string | undefined>;
  causeOf(tenant: string, runId: string): Promise<string | undefined>;
  /** Writes one row; answers what stood there before. Undefined when there is no such crosswalk. */
  setRow(tenant: string, row: CrosswalkRow, by: string): Promise<{ readonly before?: string } | undefined>;
}
