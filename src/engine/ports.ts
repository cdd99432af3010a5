import type { Failure } from '../core/failure.ts';
import type { FactName, FlowBundle } from '../core/flow/model.ts';
import type { FlowProgram } from '../core/flow/program.ts';
import type { JsonObject } from '../core/json.ts';
import type { LinkedRecord } from '../core/linked-record.ts';
import type { AnyOperation, Call, CallResult, LinkKey, NewLink } from '../core/operation.ts';
import type { Hold, JournalEntry } from '../core/run/journal.ts';
import type { RunState } from '../core/run/states.ts';
import type { Cause } from '../core/work/cause.ts';
import type { FieldLimit } from '../core/work/form.ts';
import type { PromisedLine } from '../core/stock/model.ts';
import type { Parking } from './away-ports.ts';
import type { RecordSources } from './reconcile-ports.ts';

/** What the engine needs from the outside, as interfaces. `store/` and `main.ts` supply them. */

/** Facts of a run by which it is found and shown. */
export type Facts = Readonly<Partial<Record<FactName, string>>>;

// ---------------------------------------------------------------- intake

/** An event as it is stored: what a trigger gave, and over which connection. */
export interface InboundEvent {
  readonly tenant: string;
  readonly connection: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: JsonObject;
  /** How we learnt of it. */
  readonly via: 'webhook' | 'poll' | 'emit' | 'replay' | 'manual' | 'gather' | 'schedule';
  readonly traceparent?: string;
  /** Grows with each change of the subject: an event below the newest taken in starts nothing. */
  readonly version?: number;
}

/** A run that an event starts, decided before anything is stored. */
export interface PlannedRun {
  readonly deployment: string;
  readonly flow: string;
  readonly dedupeKey: string;
  readonly orderKey?: string;
  readonly facts: Facts;
  /** Not a run of its own yet: the event's subject is put to the others that wait for a run together. */
  readonly gather?: PlannedGathering;
  /** What finds the run besides its facts. */
  readonly keys?: readonly string[];
}

export interface PlannedGathering {
  readonly by: string;
  /** How long the subject waits for company, from now. */
  readonly withinMs: number;
}

export interface IntakeRequest {
  readonly event: InboundEvent;
  readonly runs: readonly PlannedRun[];
}

export interface IntakeReceipt {
  readonly eventId: string;
  /** False when this connection had sent the same event id before. */
  readonly isNew: boolean;
  /** Runs that were started; empty for duplicates and for events no flow asks for. */
  readonly runIds: readonly string[];
}

export interface InboxStore {
  /** Stores event, runs and jobs in one transaction; resolves after the commit, rejects when nothing is stored. */
  accept(request: IntakeRequest): Promise<IntakeReceipt>;
}

/** Newest version of each subject that a sender counts. */
export interface EventVersions {
  newest(event: Pick<InboundEvent, 'tenant' | 'connection' | 'type' | 'subject'>): Promise<number | undefined>;
  /** Keeps the version unless a higher one is known. */
  remember(
    event: Pick<InboundEvent, 'tenant' | 'connection' | 'type' | 'subject'> & { readonly version: number },
  ): Promise<void>;
}

// ---------------------------------------------------------------- schedules

/** What becomes of a schedule when it is looked at. Times are milliseconds since 1970. */
export interface TickDecision {
  /** Planned time up to which nothing is left to do. */
  readonly last: number;
  /** The tick that is to run now. */
  readonly plannedAt?: number;
}

export interface ScheduleStore {
  /**
   * Looks at one schedule and stores the run of its tick, in one transaction that one process at a time has. `decide` is
   * given the last planned time and the database's time; a schedule that is new or was changed begins now. A tick whose
   * forerunner has not begun yet is left out. Undefined while another process looks; else what was decided.
   */
  tick(
    schedule: { readonly tenant: string; readonly flow: string; readonly spec: JsonObject },
    decide: (last: number, now: number) => TickDecision,
    plan: (plannedAt: number) => IntakeRequest,
  ): Promise<(TickDecision & { readonly started: boolean }) | undefined>;
}

// ---------------------------------------------------------------- runs

export interface ClaimedRun {
  readonly id: string;
  readonly tenant: string;
  readonly deployment: string;
  readonly event: JsonObject;
  readonly eventId: string;
  /** Connection that its event came over. */
  readonly source: string;
  readonly traceparent?: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  readonly facts: Facts;
  readonly leaseToken: number;
  readonly entries: readonly JournalEntry[];
  /** Milliseconds since 1970, by the database's clock. */
  readonly now: number;
}

export type ClaimRefusal =
  /** An earlier run with the same ordering key is not finished; whoever finishes it wakes this one. */
  | 'behind-another'
  /** A live worker holds it; look again after the pause. */
  | 'leased'
  /** Held, ended, or gone. */
  | 'not-claimable'
  /** Waiting, and its time has not come. */
  | 'not-due';

export type Claim = { readonly run: ClaimedRun } | { readonly refused: ClaimRefusal; readonly again?: number };

/** What a commit writes besides journal entries. */
export interface RunChange {
  readonly runId: string;
  readonly leaseToken: number;
  /** Number of the first of `entries` in the run's journal, counted from 1. */
  readonly firstSeq: number;
  readonly entries: readonly JournalEntry[];
  /** New state; absent: still running. Anything but `running` gives the lease back. */
  readonly state?: RunState;
  /** For `waiting`: milliseconds since 1970. */
  readonly until?: number;
  /** For `waiting`: what it waits for, when somebody wakes it as soon as that is free. */
  readonly parked?: Parking;
  readonly hold?: Hold & { readonly step: string };
  readonly failure?: Failure & { readonly step: string };
  /** Why the run needs a person from now on. */
  readonly cause?: Cause;
  readonly facts?: Facts;
  readonly warnings?: readonly string[];
  readonly attempts?: number;
  /** True while a write's outcome is being found out. */
  readonly unknownOutcome?: boolean;
  readonly step?: string;
  readonly links?: readonly NewLink[];
  /** What the run's order takes from stock from now on; empty when the other system counts it. */
  readonly promised?: readonly PromisedLine[];
  /** Events that this change emits; stored and planned in the same transaction. */
  readonly emits?: readonly IntakeRequest[];
}

/** Thrown by `commit` when another worker owns the run by now: stop at once, write nothing. */
export class LeaseLost extends Error {
  constructor(runId: string) {
    super(`Another worker took over run ${runId}`);
    this.name = 'LeaseLost';
  }
}

export interface RunStore {
  claim(runId: string): Promise<Claim>;
  /** Resolves when the change is on disk. Rejects with {@link LeaseLost} when the lease token is stale. */
  commit(change: RunChange): Promise<void>;
  findLink(tenant: string, key: LinkKey, to: string): Promise<string | undefined>;
}

// ---------------------------------------------------------------- workers and schedules

export interface WorkerStore {
  /** Registers this process; frees what an earlier life under the same instance name held. */
  start(worker: { instance: string; incarnation: string; role: string }): Promise<void>;
  /** Says that this process lives; answers the database's time and frees the work of dead ones. */
  beat(worker: {
    instance: string;
    incarnation: string;
    role: string;
    poolIds: readonly string[];
  }): Promise<{ now: number; freedRuns: number }>;
  stop(incarnation: string): Promise<void>;
}

export interface CursorStore {
  /** Claims a poll for this process if nobody else runs it and it is due; undefined otherwise. */
  claimPoll(poll: {
    tenant: string;
    connection: string;
    name: string;
    everySeconds: number;
    /** Somebody asked for it: due or not. */
    now?: boolean;
  }): Promise<{ readonly cursor: JsonObject | undefined; readonly token: number } | undefined>;
  savePoll(poll: {
    tenant: string;
    connection: string;
    name: string;
    token: number;
    cursor?: JsonObject;
    failure?: Failure;
    again?: boolean;
  }): Promise<void>;
}

// ---------------------------------------------------------------- what is deployed

export interface Deployment {
  readonly id: string;
  readonly tenant: string;
  readonly flow: string;
  readonly version: number;
  /** Connections by the flow's names for them. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly settings: JsonObject;
  readonly bundle: FlowBundle;
  readonly active: boolean;
}

export interface DeploymentStore {
  load(id: string): Promise<Deployment | undefined>;
  listActive(): Promise<readonly Deployment[]>;
  /** Grows with each deployment and each change of a crosswalk; compiled programs are kept while it stays. */
  revision(): Promise<number>;
}

/** Compiles a deployment against the operations of its connections; problems are for people and mean "do not run". */
export type Compile = (deployment: Deployment) => FlowProgram | { readonly problems: readonly string[] };

// ---------------------------------------------------------------- what is measured

/** Counts and times that the engine reports; never with ids in the names. */
export interface Meter {
  callEnded(call: { connection: string; operation: string; outcome: string; tookMs: number }): void;
  runEnded(run: { flow: string; state: RunState; tookMs: number }): void;
  eventTaken(event: { connection: string; via: string; isNew: boolean }): void;
  leaseLost(): void;
}

/** Keeps together what belongs to one run, over processes and systems. */
export interface RunTracer {
  inRun<T>(
    run: Pick<ClaimedRun, 'id' | 'tenant' | 'traceparent'> & { readonly flow: string },
    work: () => Promise<T>,
  ): Promise<T>;
}

// ---------------------------------------------------------------- connections

/** A connection, opened and ready. Limits, breaker and time-outs are the engine's. */
export interface OpenConnection {
  readonly name: string;
  readonly connector: string;
  readonly settings: JsonObject;
  readonly limits: { readonly concurrency: number; readonly ratePerSecond?: number; readonly burst?: number };
  operation(name: string): AnyOperation | undefined;
  /** How its records are read for reconciliation; absent when they are not. */
  readonly records?: RecordSources;
  send(call: Call, options: { readonly signal?: AbortSignal }): Promise<CallResult>;
  /** What is wrong with a call, found without sending it. */
  check?(call: Call): Failure | undefined;
  /** What the system takes in a field that a schema names as its `x-source`. */
  limitOf?(source: string): FieldLimit | undefined;
}

/** Why a connection cannot be used now. */
export interface ConnectionGone {
  readonly gone: 'missing' | 'paused';
  readonly reason?: string;
  /** When it comes back, where that is known: a maintenance window. Milliseconds since 1970. */
  readonly until?: number;
}

export interface Connections {
  /** `bindings` are those of the flow that asks; what runs inside the engine names systems by them. */
  get(
    tenant: string,
    name: string,
    bindings?: Readonly<Record<string, string>>,
  ): Promise<OpenConnection | ConnectionGone>;
  /** Stops all work over a connection until a person starts it again: credentials or rights were refused. */
  pause(tenant: string, name: string, reason: string): Promise<void>;
  /** Polls of all connections that are not paused. */
  polls(): Promise<readonly PollSource[]>;
  /** A maintenance window that is near or open: no new step is begun. */
  closing(tenant: string, name: string): { readonly reason: string; readonly until: number } | undefined;
}

/** Polls that are to look at once, whichever process runs them. */
export interface PollRequests {
  requestPoll(tenant: string, connection: string, name: string): Promise<void>;
  /** Those that nobody has begun since they were asked. */
  requestedPolls(): Promise<readonly { readonly tenant: string; readonly connection: string; readonly name: string }[]>;
}

/** One poll of one connection, ready to be asked. */
export interface PollSource {
  readonly tenant: string;
  readonly connection: string;
  readonly name: string;
  readonly title: string;
  readonly everySeconds: number;
  /** Event types it can give. */
  readonly events: readonly string[];
  /** What it reads, for `landbridge sync`. */
  readonly subject?: string;
  /** Kind of the linked records that are handed in as `linked`, page by page. */
  readonly watches?: string;
  /** It only needs those it has not looked at yet. */
  readonly watchOnly?: 'unseen';
  /** Names of the polls of this connection that watch the same kind, this one among them. */
  readonly watchers?: readonly string[];
  /** Kind of the linked records that it asks for by id, without watching them. */
  readonly finds?: string;
  /** Events of the same connection after which it looks at once, each with the field of its data that names the record. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Set while a setting switches it off: how a person calls the look. */
  readonly off?: string;
  poll(context: {
    readonly cursor: JsonObject | undefined;
    readonly linked: readonly LinkedRecord[];
    /** Those of these ids that are linked, watched or not. */
    readonly find: (ids: readonly string[]) => Promise<readonly LinkedRecord[]>;
    readonly now: number;
    readonly full?: boolean;
  }): Promise<
    | {
        readonly events: readonly PolledEvent[];
        readonly cursor: JsonObject;
        readonly more: boolean;
        readonly total?: number;
        readonly seen?: Readonly<Record<string, JsonObject>>;
        readonly closed?: readonly string[];
        readonly later?: readonly string[];
        /** What somebody should hear, such as a clock that was set back. */
        readonly notes?: readonly string[];
      }
    | { readonly failure: Failure }
  >;
}

/** An event as a connector's trigger gives it. */
export interface PolledEvent {
  readonly type: string;
  readonly id: string;
  readonly subject: string;
  readonly time: string;
  readonly data: JsonObject;
}

// ---------------------------------------------------------------- time and chance

export interface Clock {
  /** Milliseconds since 1970, kept near the database's clock. */
  now(): number;
}

export interface Chance {
  /** A number in [0, 1). */
  next(): number;
}
