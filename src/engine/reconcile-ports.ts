import type { Failure } from '../core/failure.ts';
import type { JsonObject } from '../core/json.ts';
import type { Call, CallResult } from '../core/operation.ts';
import type { Cause, CauseCode, Evidence } from '../core/reconcile/causes.ts';
import type { Suspect } from '../core/reconcile/looks.ts';
import type {
  DayTotals,
  DifferenceKind,
  Finding,
  RecordPage,
  Side,
  SideRecord,
  Subject,
} from '../core/reconcile/model.ts';
import type { DifferenceState, RepairVerb } from '../core/reconcile/repairs.ts';
import type { PolledEvent } from './ports.ts';
import type { Page } from './read-ports.ts';

/** What reconciliation needs from the outside. `store/` and `main.ts` supply it. */

/** The store and the ERP that are compared, by the names of their connections. */
export interface ReconcilePair {
  readonly left: string;
  readonly right: string;
}

/** How one connection is read for one subject. */
export interface RecordSource {
  /** Up to so many keys are asked for one by one; 0 when it gives all or nothing. */
  readonly picks: number;
  /** One page. `send` makes one call through breaker and limits. */
  page(reading: {
    readonly send: (call: Call) => Promise<CallResult>;
    readonly options: JsonObject;
    readonly cursor: JsonObject | undefined;
    readonly since: string | undefined;
    readonly only: readonly string[] | undefined;
    readonly now: number;
  }): Promise<RecordPage | { readonly failure: Failure }>;
  readonly tellAgain?: (record: SideRecord, mark: string, now: number) => PolledEvent | undefined;
}

/** On which side a connection stands, and how it is read. */
export interface RecordSources {
  readonly side: Side;
  source(subject: Subject): RecordSource;
}

export type ReconcilePhase = 'read-left' | 'read-right' | 'compare' | 'explain';
export const RECONCILE_STATES = ['queued', 'running', 'completed', 'stopped', 'failed'] as const;
export type ReconcileState = (typeof RECONCILE_STATES)[number];

/** A reconciliation that this process works on. */
export interface ClaimedReconciliation extends ReconcilePair {
  readonly id: string;
  readonly tenant: string;
  readonly subject: Subject;
  readonly since?: string;
  readonly phase: ReconcilePhase;
  readonly look: number;
  readonly cursor?: JsonObject;
  readonly token: number;
  readonly tries: number;
  readonly despiteFewer: boolean;
  /** When the look began that this process took up, milliseconds since 1970. */
  readonly lookedAt: number;
}

/** Where a reconciliation goes next. */
export interface NextPhase {
  readonly phase: ReconcilePhase;
  readonly look: number;
  readonly cursor?: JsonObject;
  /** Milliseconds until it goes on; 0: at once. */
  readonly afterMs?: number;
}

export interface ReconcileRequest extends ReconcilePair {
  readonly tenant: string;
  readonly subject: Subject;
  readonly since?: string;
  readonly despiteFewer?: boolean;
  readonly via: 'manual' | 'schedule';
  readonly by: string;
  /** Milliseconds since 1970; the tick of the schedule. */
  readonly plannedAt?: number;
}

/** What a look at the suspects of the look before has shown. */
export interface LookResult {
  readonly gone: readonly Suspect[];
  readonly confirmed: readonly Finding[];
  readonly moving: readonly { readonly finding: Finding; readonly stale: number }[];
}

/** A confirmed difference with what explains it. */
export interface Explained {
  readonly id: string;
  readonly cause: Cause;
  readonly runId?: string;
  readonly linked: boolean;
}

/** A difference that waits for its cause. */
export interface Unexplained {
  readonly id: string;
  readonly finding: Finding;
}

/** Which runs and links explain the records of a subject. */
export interface EvidenceQuestion {
  readonly linkKind?: string;
  /** Only runs of these flows; of all when empty. */
  readonly flows: readonly string[];
}

/** What is known of one record; the rest of the evidence is the same for all. */
export type RecordEvidence = Pick<Evidence, 'run' | 'linkedTo' | 'repairedBefore'>;

/** Working on reconciliations: claims with a token, so that two processes never do the same one. */
export interface ReconcileWork {
  /** Queues one; where one of the same pair and subject is under way, answers that. Undefined when its tick is done. */
  plan(request: ReconcileRequest): Promise<{ readonly id: string; readonly isNew: boolean } | undefined>;
  /** Tick of the schedule that was planned last, milliseconds since 1970. */
  lastPlanned(tenant: string): Promise<number | undefined>;
  claim(): Promise<ClaimedReconciliation | undefined>;
  /** Stores a page of records and where to go on, in one transaction. False when another process owns it by now. */
  savePage(claim: ClaimedReconciliation, side: Side, records: readonly SideRecord[], next: NextPhase): Promise<boolean>;
  move(claim: ClaimedReconciliation, next: NextPhase, failure?: Failure): Promise<boolean>;
  /** Ordered by `compareKeys`. */
  records(claim: ClaimedReconciliation, side: Side): AsyncIterable<SideRecord>;
  /** How many records each side had the last time that all were read. */
  countsBefore(claim: ClaimedReconciliation): Promise<Readonly<Record<Side, number>> | undefined>;
  /** Counts what was read of each side, and keeps the counts. */
  countNow(claim: ClaimedReconciliation): Promise<Readonly<Record<Side, number>>>;
  /** Begins a comparison anew: what a broken-off one had found is forgotten. */
  clearFindings(claim: ClaimedReconciliation): Promise<boolean>;
  saveSuspects(claim: ClaimedReconciliation, findings: readonly Finding[]): Promise<void>;
  saveDays(claim: ClaimedReconciliation, days: readonly DayTotals[]): Promise<void>;
  suspects(claim: ClaimedReconciliation): Promise<readonly Suspect[]>;
  /** Stores what a further look has shown, and where to go on, in one transaction. */
  saveLook(claim: ClaimedReconciliation, result: LookResult, next: NextPhase): Promise<boolean>;
  /** Those of the ids to which a link of this kind leads in the system. */
  linkedIds(tenant: string, kind: string, system: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Confirmed differences without a cause, at most `limit`. */
  unexplained(claim: ClaimedReconciliation, limit: number): Promise<readonly Unexplained[]>;
  /** What runs, links and earlier repairs say, in the order of the findings. */
  evidence(
    claim: ClaimedReconciliation,
    findings: readonly Finding[],
    asked: EvidenceQuestion,
  ): Promise<readonly RecordEvidence[]>;
  /** Connections whose polls have not read well for longer than three of their intervals. */
  behind(tenant: string, connections: readonly string[]): Promise<readonly string[]>;
  saveCauses(claim: ClaimedReconciliation, explained: readonly Explained[]): Promise<void>;
  /** Ends it well: older differences are healed or superseded, what was read is forgotten. */
  finish(claim: ClaimedReconciliation): Promise<boolean>;
  end(claim: ClaimedReconciliation, state: 'stopped' | 'failed', failure: Failure): Promise<boolean>;
}

/** A reconciliation as people see it. */
export interface ReconcileSummary extends ReconcilePair {
  readonly id: string;
  readonly subject: Subject;
  readonly state: ReconcileState;
  readonly phase: ReconcilePhase;
  readonly look: number;
  readonly since?: string;
  readonly leftCount: number;
  readonly rightCount: number;
  readonly differences: number;
  readonly open: number;
  readonly known: number;
  readonly byKind: Readonly<Partial<Record<DifferenceKind, number>>>;
  readonly via: string;
  readonly startedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** When it goes on, while it pauses. */
  readonly until?: string;
  readonly failure?: Failure;
}

export interface ReconcileDetail extends ReconcileSummary {
  readonly days: readonly DayTotals[];
  readonly causes: readonly { readonly cause: string; readonly text: string; readonly count: number }[];
}

export interface DifferenceRecord {
  readonly id: string;
  readonly reconciliation: string;
  readonly subject: Subject;
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly field?: string;
  readonly leftValue?: string;
  readonly rightValue?: string;
  readonly day?: string;
  readonly state: DifferenceState;
  readonly cause: CauseCode;
  readonly causeText: string;
  readonly runId?: string;
  readonly linked: boolean;
  readonly repair?: RepairVerb;
  readonly reason?: string;
  readonly settledBy?: string;
  readonly settledAt?: string;
  readonly foundAt: string;
}

export interface DifferenceDetail extends DifferenceRecord, ReconcilePair {
  readonly leftRecord?: SideRecord;
  readonly rightRecord?: SideRecord;
}

export interface DifferenceFilter {
  readonly reconciliation?: string;
  readonly subject?: Subject;
  readonly kind?: DifferenceKind;
  readonly field?: string;
  readonly state?: DifferenceState;
  readonly cause?: string;
  /** Start of a key. */
  readonly search?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** What screens and commands read and settle. */
export interface ReconcileReads {
  list(
    tenant: string,
    filter: { readonly subject?: Subject; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<ReconcileSummary>>;
  get(tenant: string, id: string): Promise<ReconcileDetail | undefined>;
  /** Ends one that is under way. */
  stop(tenant: string, id: string, by: string): Promise<boolean>;
  differences(tenant: string, filter: DifferenceFilter): Promise<Page<DifferenceRecord>>;
  countDifferences(tenant: string, filter: Omit<DifferenceFilter, 'limit' | 'cursor'>): Promise<number>;
  difference(tenant: string, id: string): Promise<DifferenceDetail | undefined>;
  /** Settles one that is open or known; false when it is not any more. */
  settle(
    tenant: string,
    id: string,
    settled: {
      readonly state: 'repaired' | 'ignored';
      readonly repair: RepairVerb;
      readonly by: string;
      readonly reason?: string;
    },
  ): Promise<boolean>;
  /** Takes a settling back, because what it was to do could not be done. */
  reopen(tenant: string, id: string, state: DifferenceState): Promise<void>;
  /** False when either of the two is linked already. */
  saveLink(
    tenant: string,
    link: { kind: string; left: string; leftId: string; right: string; rightId: string },
  ): Promise<boolean>;
}
