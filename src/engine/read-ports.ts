import type { Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import type { Hold, JournalEntry } from '../core/run/journal.ts';
import type { RunState } from '../core/run/states.ts';
import type { BreakerMode } from './breaker.ts';
import type { Facts } from './ports.ts';

/** What screens and commands read. Lists page by key, newest first; there are no exact totals on long lists. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

export interface RunSummary {
  readonly id: string;
  readonly flow: string;
  readonly flowTitle: string;
  readonly flowVersion: number;
  readonly state: RunState;
  readonly facts: Facts;
  /** Address of the step the run stands at, or last passed. */
  readonly step?: string;
  readonly hold?: Hold & { readonly step: string };
  readonly failure?: Failure & { readonly step: string };
  /** True while a write of unknown outcome is being found out or waits for a person. */
  readonly unknownOutcome: boolean;
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** For `waiting`: when it goes on. */
  readonly until?: string;
  readonly attempts: number;
  /** Id of the run with the same ordering key that this one waits behind, and why that one is held, if it is. */
  readonly behind?: string;
  readonly behindHold?: { readonly order: string; readonly queue: string; readonly reason: string };
  readonly warnings: readonly string[];
  /** Of a search: the text is a number, address, name or id of it; the beginning of one; or words of its message. */
  readonly match?: 'exact' | 'begins' | 'words';
}

export interface RunDetail extends RunSummary {
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly connection: string;
    readonly via: string;
    readonly subject: string;
    readonly time: string;
    readonly receivedAt: string;
    readonly data: JsonObject;
  };
  readonly journal: readonly JournalEntry[];
  /** Other runs about the same record: earlier tries, status changes. */
  readonly related: readonly RunSummary[];
  readonly traceId?: string;
}

export interface RunFilter {
  readonly states?: readonly RunState[];
  /** Also queued runs that wait behind a held one. */
  readonly dependents?: boolean;
  readonly flow?: string;
  /** Any identifier, e-mail address or start of a name, or words of the message. Exact hits come first. */
  readonly search?: string;
  readonly queue?: string;
  readonly code?: string;
  /** Arrived at this time or later; ISO 8601. */
  readonly since?: string;
  /** Arrived before this time; ISO 8601. */
  readonly until?: string;
  /** Done or canceled at this time or later; ISO 8601. */
  readonly endedSince?: string;
  /** Done or canceled before this time; ISO 8601. */
  readonly endedUntil?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface FlowToday {
  readonly flow: string;
  readonly title: string;
  readonly arrived: number;
  readonly completed: number;
  readonly waiting: number;
  readonly held: number;
  readonly failed: number;
  readonly running: number;
  readonly queued: number;
  /** Arrival of the oldest run that is not final. */
  readonly oldestOpenAt?: string;
  /** Median and 99th percentile of arrival to completion today, milliseconds. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

export interface HoldGroup {
  readonly queue: string;
  readonly code: string;
  readonly reason: string;
  readonly count: number;
  readonly oldestAt: string;
  /** Sum of the amounts by currency, decimals as text. */
  readonly amounts: readonly { readonly currency: string; readonly amount: string }[];
}

export interface Today {
  readonly flows: readonly FlowToday[];
  readonly holds: readonly HoldGroup[];
  /** Arrivals and completions of the last 24 hours, one bucket an hour, oldest first. */
  readonly hours: readonly {
    readonly from: string;
    readonly arrived: number;
    readonly completed: number;
    readonly held: number;
  }[];
  /** Orders first seen by a poll today: should be near zero while webhooks work. */
  readonly seenByPoll: number;
  /** How old the stock figures of each store are; times in ISO 8601. */
  readonly stock?: readonly {
    readonly flow: string;
    readonly source: string;
    readonly target: string;
    readonly asOf?: string;
    readonly writtenAt?: string;
    readonly figures: number;
    readonly problems: number;
  }[];
}

export interface RunReads {
  list(tenant: string, filter: RunFilter): Promise<Page<RunSummary>>;
  get(tenant: string, id: string): Promise<RunDetail | undefined>;
  today(tenant: string): Promise<Today>;
  /** Ids of runs changed after `since` (opaque; absent: now), for live screens; at most `limit`. */
  changes(
    tenant: string,
    since: string | undefined,
    limit: number,
  ): Promise<{ readonly ids: readonly string[]; readonly since: string }>;
}

/** By whom a connection is changed that no person has changed: paused for refused credentials, or after a restore. */
export const OURSELVES = 'landbridge';

/** A connection as people see it: never with secrets. */
export interface ConnectionRecord {
  readonly name: string;
  readonly connector: string;
  readonly title: string;
  readonly settings: JsonObject;
  /** Which secrets are set: name → last four characters and fingerprint. */
  readonly secrets: Readonly<
    Record<string, { readonly lastFour: string; readonly fingerprint: string; readonly setAt: string }>
  >;
  readonly paused: boolean;
  readonly pausedReason?: string;
  /** ISO 8601, UTC. */
  readonly pausedSince?: string;
  /** When refused credentials were last tried again without a person; ISO 8601, UTC. */
  readonly loginTriedAt?: string;
  /** The database was restored or taken over not long ago: it looks before it writes, whatever its settings say. */
  readonly careful?: true;
  /** Until when; ISO 8601, UTC. Left out while it is not known, because nobody has resumed it yet. */
  readonly carefulUntil?: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly lastTest?: {
    readonly at: string;
    readonly result: 'pass' | 'warn' | 'fail';
    readonly checks: readonly JsonObject[];
  };
}

export interface ConnectionStore {
  list(tenant: string): Promise<readonly ConnectionRecord[]>;
  get(tenant: string, name: string): Promise<ConnectionRecord | undefined>;
  /** In clear, for opening the connection only. */
  openSecrets(tenant: string, name: string): Promise<Readonly<Record<string, string>>>;
  /** Creates or replaces settings; secrets that are left out stay. */
  save(connection: {
    tenant: string;
    name: string;
    connector: string;
    title: string;
    settings: JsonObject;
    secrets: Readonly<Record<string, string>>;
    by: string;
  }): Promise<ConnectionRecord>;
  /**
   * Answers whether that changed anything. A person takes over a pause of ours, which began when it began; of two people
   * the first one's reason stays. Resumed, the runs that wait for the connection go on within seconds.
   */
  setPaused(tenant: string, name: string, paused: boolean, reason: string | undefined, by: string): Promise<boolean>;
  /**
   * Takes the try of refused credentials that was due at `dueAt` (milliseconds since 1970): true for one caller of all,
   * while Landbridge itself has the connection paused.
   */
  claimLoginTry(tenant: string, name: string, dueAt: number): Promise<boolean>;
  /** Resumes a connection that Landbridge itself has paused; false when a person has done something meanwhile. */
  endRefusal(tenant: string, name: string): Promise<boolean>;
  saveTest(tenant: string, name: string, test: NonNullable<ConnectionRecord['lastTest']>): Promise<void>;
  remove(tenant: string, name: string, by: string): Promise<boolean>;
}

/** An operation that is held back or stopped; times in ISO 8601, UTC. */
export interface BreakerHealth {
  readonly operation: string;
  readonly mode: Exclude<BreakerMode, 'closed'>;
  readonly since: string;
  readonly reason?: string;
  readonly nextTryAt?: string;
  readonly by?: string;
}

/** Live state of a connection: what all processes share, and the calls of this one. */
export interface ConnectionHealth {
  readonly name: string;
  /** The worst of its operations. */
  readonly breaker: BreakerMode;
  readonly breakers?: readonly BreakerHealth[];
  /** A maintenance window that is near or open. */
  readonly closure?: {
    readonly phase: 'draining' | 'closed';
    readonly from: string;
    readonly until: string;
    readonly reason: string;
  };
  readonly since: string;
  readonly reason?: string;
  readonly callsLastMinute: number;
  readonly failuresLastMinute: number;
  readonly inFlight: number;
  readonly p50Ms?: number;
}

export interface FlowRecord {
  readonly flow: string;
  readonly title: string;
  readonly deployment: string;
  readonly version: number;
  readonly active: boolean;
  readonly deployedAt: string;
  readonly deployedBy: string;
  /** Who wrote the version: `landbridge`, or the person who changed the flow. */
  readonly versionBy: string;
  readonly bindings: Readonly<Record<string, string>>;
  readonly settings: JsonObject;
}

export interface FlowStore {
  list(tenant: string): Promise<readonly FlowRecord[]>;
  /** Source files of a version, as they were deployed. */
  files(
    tenant: string,
    flow: string,
    version: number,
  ): Promise<readonly { readonly path: string; readonly text: string }[] | undefined>;
  /** Stores a version if its files differ from the newest one, and makes it the live one. */
  deploy(deployment: {
    tenant: string;
    flow: string;
    title: string;
    files: readonly { readonly path: string; readonly text: string }[];
    bindings: Readonly<Record<string, string>>;
    settings: JsonObject;
    by: string;
  }): Promise<FlowRecord & { readonly changed: boolean }>;
  /**
   * Makes the same version live with other settings; runs under way keep what they began with. Undefined when
   * `deployment` is not what is live.
   */
  set(change: {
    tenant: string;
    flow: string;
    deployment: string;
    settings: JsonObject;
    by: string;
  }): Promise<FlowRecord | undefined>;
}

export interface AuditEntry {
  readonly at: string;
  readonly by: string;
  /** Verb and noun: `run.retry`, `connection.save`, `flow.deploy`, `sign-in`. */
  readonly action: string;
  readonly subject: string;
  readonly detail: JsonObject;
}

export interface AuditStore {
  append(tenant: string, entry: Omit<AuditEntry, 'at'>): Promise<void>;
  list(
    tenant: string,
    filter: { readonly subject?: string; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<AuditEntry>>;
}
