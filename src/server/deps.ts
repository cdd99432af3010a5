import type { ConnectionTest, Connector, FlowFile, FlowProblem } from '../api/types.ts';
import type { Failure } from '../core/failure.ts';
import type { FlowSetting } from '../core/flow/model.ts';
import type { JsonObject } from '../core/json.ts';
import type { RunCommands } from '../engine/command-ports.ts';
import type { CustomerReads } from '../engine/customer/model.ts';
import type { AlertDesk, ChannelResult } from '../engine/alert-ports.ts';
import type { SeriesReads } from '../engine/sight-ports.ts';
import type { IntakeReceipt, InboundEvent } from '../engine/ports.ts';
import type { FlowStarted } from '../engine/schedule.ts';
import type { Standstill } from '../engine/standstill.ts';
import type { Syncs } from '../engine/sync.ts';
import type { AuditStore, ConnectionHealth, ConnectionStore, FlowStore, RunReads } from '../engine/read-ports.ts';
import type { ReconcileDesk } from '../engine/reconcile/desk.ts';
import type { WorkDesk } from '../engine/work/desk.ts';
import type { Log } from '../monitor/log.ts';
import type { MetricRegistry } from '../monitor/metrics.ts';
import type { ServerMeter } from '../monitor/product-metrics.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** A webhook as it came in: raw bytes, before anything is parsed. */
export interface Delivery {
  readonly method: string;
  /** What follows the connection's name in the address, with its slash; absent for the plain hook. */
  readonly path?: string;
  /** Query parameters; absent for the plain hook. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** What a connector made of a delivery. */
export type Received =
  | {
      readonly accepted: true;
      readonly events: readonly ReceivedEvent[];
      /** Answered in place of the receipt, once every event is on disk. */
      readonly reply?: {
        readonly status: number;
        readonly body: string;
        readonly headers: Readonly<Record<string, string>>;
      };
      /** Told in the log, each text once. */
      readonly notes?: readonly string[];
    }
  | {
      readonly accepted: false;
      readonly status: 400 | 401 | 404 | 405 | 413 | 415 | 422;
      readonly failure: Failure;
    };

export interface ReceivedEvent {
  readonly type: string;
  readonly id: string;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly data: JsonObject;
  readonly version?: number;
}

/** The door for webhooks. */
interface WebhookDoor {
  /** Verifies and decodes; undefined when no connection of this name takes webhooks. Must fail closed. */
  receive(connection: string, delivery: Delivery): Received | undefined | Promise<Received | undefined>;
  /** Largest body in bytes that the connection takes below its hook; undefined for the server's own limit. */
  limitBytes?(connection: string, path: string): Promise<number | undefined>;
  /** Resolves when event, runs and jobs are on disk; rejects when nothing could be stored. */
  accept(event: InboundEvent): Promise<IntakeReceipt>;
}

/** A connector as the server knows it: what it shows, and how it judges what people enter. */
export interface ConnectorEntry extends Omit<Connector, 'importsFile'> {
  /** Whether it can look before it writes, for a while after a restore. */
  readonly canBeCareful: boolean;
  /** Judges settings and secrets together. Faults name the setting. */
  readonly check: (given: {
    readonly settings: JsonObject;
    readonly secrets: Readonly<Record<string, string>>;
  }) =>
    | { readonly settings: JsonObject; readonly secrets: Readonly<Record<string, string>> }
    | { readonly faults: readonly { readonly setting: string; readonly message: string }[] };
  readonly importFile?: (
    text: string,
  ) => { readonly settings: JsonObject; readonly secrets: Readonly<Record<string, string>> } | Failure;
}

/** State of the process for the health routes. */
export interface HealthSource {
  /** Whether the database answers. The server waits two seconds for it. */
  database(): Promise<boolean>;
  migrated(): boolean;
  /** Whether the start is over. */
  started(): boolean;
  /** Whether the process is being stopped. */
  draining(): boolean;
}

/** Everything the server needs from outside; `main.ts` supplies it. */
export interface ServerDeps {
  readonly tenant: string;
  readonly version: string;
  readonly environment: { readonly name: string; readonly kind: 'sandbox' | 'test' | 'production' };
  /** Addresses under which people reach the server, such as `https://bridge.example`; empty on loopback. */
  readonly publicOrigins: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];

  readonly runs: RunReads;
  readonly customers: CustomerReads;
  readonly commands: RunCommands;
  readonly connections: ConnectionStore;
  readonly flows: FlowStore;
  readonly reconcile: ReconcileDesk;
  readonly work: WorkDesk;
  /** What an error code means, and what usually helps. */
  readonly explainCode: (code: string) => { readonly title?: string; readonly remedy?: string };
  readonly audit: AuditStore;
  readonly alerts: AlertDesk;
  /** Sends a test message over a channel; undefined when there is no such channel. */
  readonly testAlertChannel: (name: string) => Promise<ChannelResult | undefined>;
  readonly series: SeriesReads;
  /** Pauses, breakers and the calendar. */
  readonly standstill: Standstill;

  readonly connectors: readonly ConnectorEntry[];
  readonly connectionHealth: () => readonly ConnectionHealth[];
  /** Looks at the connection, with reads only, and keeps the result. Never throws for what the other side does. */
  readonly testConnection: (tenant: string, name: string) => Promise<ConnectionTest>;
  /** Told after settings, secrets or pause changed, so that open clients are opened anew. */
  readonly connectionChanged: (tenant: string, name: string) => void;
  readonly syncs: Pick<Syncs, 'start' | 'get' | 'switchedOff'>;
  /** Starts a flow because a person asked. The same `id` starts it once. */
  readonly startFlow: (start: {
    readonly tenant: string;
    readonly flow: string;
    readonly by: string;
    readonly id: string;
    readonly input?: JsonObject;
  }) => Promise<FlowStarted>;
  /** Settings that the files of a flow declare. */
  readonly declaredSettings: (files: readonly FlowFile[], flow: string) => Readonly<Record<string, FlowSetting>>;
  readonly validateFlow: (files: readonly FlowFile[]) => readonly FlowProblem[];

  readonly webhooks: WebhookDoor;
  readonly signIn: SignIn;
  /** Checks a bearer token; in constant time. */
  readonly checkToken: (token: string) => boolean;
  readonly health: HealthSource;
  /** Whether an error means that the database is away or full, rather than a fault of ours. */
  readonly isUnavailable: (error: unknown) => boolean;

  readonly log: Log;
  readonly meter: ServerMeter;
  readonly metrics: MetricRegistry;
  /** Told of each webhook that was answered; `isSent`: the trace context is the sender's. */
  readonly traceWebhook?: (webhook: {
    readonly traceparent: string;
    readonly isSent: boolean;
    readonly connection: string;
    readonly outcome: string;
    readonly tookMs: number;
  }) => void;
  /** Folder of the built console; undefined when this process shows none. */
  readonly consoleFolder?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
