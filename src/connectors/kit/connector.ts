import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnyOperation, Call, CallResult } from '../../core/operation.ts';
import type { SettingFault } from './settings.ts';

/** One setting of a connection, declared once: the form, the validator and the documentation come from it. */
export interface SettingField {
  readonly name: string;
  /** Sentence case, as shown above the field. */
  readonly label: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice' | 'url' | 'secret' | 'list' | 'file';
  readonly help: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean | readonly string[];
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Heading under which the form shows the field. */
  readonly group: string;
  /** Shown only when another setting has this value, for example a credential kind. */
  readonly when?: { readonly setting: string; readonly is: string };
}

/** What a connection is opened with. Secrets are in clear here and only here. */
export interface ConnectionConfig {
  readonly tenant: string;
  readonly name: string;
  readonly settings: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

/** One finding of a connection test, in words for the integration lead. */
export interface ConnectionCheck {
  readonly name: string;
  readonly result: 'pass' | 'warn' | 'fail';
  readonly message: string;
  readonly remedy?: string;
}

/** An open connection. Two connections never share state. */
export interface ConnectionClient {
  /**
   * Makes exactly one exchange and classifies it; never throws for what the other side does.
   * Renews the token once on a 401. Redirects are not followed; nothing is retried.
   */
  send(call: Call, options: { readonly signal?: AbortSignal }): Promise<CallResult>;
  /** Looks at login, rights, clocks, metadata and settings, with reads only. */
  test(): Promise<readonly ConnectionCheck[]>;
  close(): Promise<void>;
}

/** Something that happened in a connected system. The pair of connection and id is unique. */
export interface TriggerEvent {
  /** Connector name and what happened, for example `clarity.order.created`. */
  readonly type: string;
  readonly id: string;
  /** Business id of the record, for example the web order number. */
  readonly subject: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly time: string;
  /** What a flow may read as `event`; decoded by an allow-list, so no card data can be in it. */
  readonly data: JsonObject;
}

/** A delivery as it came in: raw bytes, before anything is parsed. */
export interface Delivery {
  readonly method: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export type Received =
  | { readonly accepted: true; readonly events: readonly TriggerEvent[] }
  | { readonly accepted: false; readonly status: 400 | 401 | 413 | 415 | 422; readonly failure: Failure };

/** What a poll gives back. The cursor is stored only after every event is safely in the inbox. */
export interface Polled {
  readonly events: readonly TriggerEvent[];
  readonly cursor: JsonObject;
  /** True when more is waiting: poll again at once. */
  readonly more: boolean;
  /** Watched ids of which nothing more is expected. */
  readonly closed?: readonly string[];
}

/** Reads what changed in the other system since a cursor. */
export interface PollTrigger {
  readonly name: string;
  readonly title: string;
  /** Event types it can give. */
  readonly events: readonly string[];
  /** Seconds between two polls, from the connection's settings. */
  everySeconds(settings: JsonObject): number;
  /**
   * One gentle reading. `linked` are ids in this system, of the kind named in `watches`, whose record is not final yet.
   * Throws `PollFailed` when the other side cannot be read; the cursor then stays.
   */
  poll(context: {
    readonly client: ConnectionClient;
    readonly settings: JsonObject;
    readonly cursor: JsonObject | undefined;
    readonly linked: readonly string[];
    readonly now: number;
  }): Promise<Polled>;
  readonly watches?: string;
}

/** Thrown by a poll that could not read. */
export class PollFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'PollFailed';
    this.failure = failure;
  }
}

/** What one system needs to be connected. One folder, the same file names as its neighbours. */
export interface Connector {
  /** Prefix of operations and events: `m3`, `clarity`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly settings: readonly SettingField[];
  /** What no single field can tell: settings that contradict each other or are unsafe. Empty when all is well. */
  checkSettings?(settings: JsonObject): readonly SettingFault[];
  readonly operations: Readonly<Record<string, AnyOperation>>;
  readonly polls: readonly PollTrigger[];
  /** Verifies and decodes a webhook delivery. Fails closed: no secret, no header, bad signature → refused. */
  receive?(delivery: Delivery, config: ConnectionConfig): Received;
  /** Event types that a flow may name as its trigger, each with the schema of `event`. */
  readonly events: Readonly<Record<string, { readonly title: string; readonly schema: JsonObject }>>;
  /** Record types that mappings may name, with their schema, for checking expressions. */
  readonly records: Readonly<Record<string, JsonObject>>;
  /** Turns an uploaded file (an `.ionapi`) into settings and secrets, when the system has such a file. */
  importFile?(text: string): { readonly settings: JsonObject; readonly secrets: Record<string, string> } | Failure;
  open(config: ConnectionConfig): ConnectionClient;
}
