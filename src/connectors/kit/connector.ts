import type { Failure } from '../../core/failure.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { LinkedRecord } from '../../core/linked-record.ts';
import type { AnyOperation, Call, CallResult } from '../../core/operation.ts';
import type { FieldLimit } from '../../core/work/form.ts';
import type { RecordPage, Side, SideRecord, Subject } from '../../core/reconcile/model.ts';
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
  /** What is wrong with a call, found without sending it. */
  check?(call: Call): Failure | undefined;
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
  /** Grows with each change of the subject, where the sender counts: one below the newest taken in starts nothing. */
  readonly version?: number;
}

/** A delivery as it came in: raw bytes, before anything is parsed. */
export interface Delivery {
  readonly method: string;
  /** What follows the connection's name in the address, with its slash: `/service/ping`. Absent for the plain hook. */
  readonly path?: string;
  /** Query parameters; of a repeated one the last. Absent for the plain hook. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** What the sender is answered once every event is on disk, where its protocol asks for more than a receipt. */
export interface HookReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Received =
  | {
      readonly accepted: true;
      readonly events: readonly TriggerEvent[];
      readonly reply?: HookReply;
      /** What somebody should hear once, such as a kind of document nobody asked for; the same text is told once. */
      readonly notes?: readonly string[];
    }
  | {
      readonly accepted: false;
      readonly status: 400 | 401 | 404 | 405 | 413 | 415 | 422;
      readonly failure: Failure;
    };

/** What a poll gives back. The cursor is stored only after every event is safely in the inbox. */
export interface Polled {
  readonly events: readonly TriggerEvent[];
  readonly cursor: JsonObject;
  /** True when more is waiting: poll again at once. */
  readonly more: boolean;
  /** What is to be kept of watched records until their next look, by id; those left out keep what was. */
  readonly seen?: Readonly<Record<string, JsonObject>>;
  /** Watched ids of which nothing more is expected. */
  readonly closed?: readonly string[];
  /** Linked ids that are to be handed in once more, when the run that is telling of them is through. */
  readonly later?: readonly string[];
  /** How many records a full reading will give in all, when the system tells. */
  readonly total?: number;
  /** What somebody should hear, such as a clock that was set back; they go to the log. */
  readonly notes?: readonly string[];
}

/** What `landbridge sync` can be asked for. */
export const SYNC_SUBJECTS = ['items', 'stock', 'prices', 'customers', 'status', 'payments'] as const;
export type SyncSubject = (typeof SYNC_SUBJECTS)[number];

/** Reads what changed in the other system since a cursor. */
export interface PollTrigger {
  readonly name: string;
  readonly title: string;
  /** Event types it can give. */
  readonly events: readonly string[];
  /** Seconds between two polls, from the connection's settings. */
  everySeconds(settings: JsonObject): number;
  /**
   * One gentle reading. `linked` is a page of the records of the kind named in `watches` of which this poll expects more;
   * the other pages come with the next readings, in turn. `find` answers those of some ids that are linked, watched or
   * not. Throws `PollFailed` when the other side cannot be read; the cursor then stays.
   */
  poll(context: {
    readonly client: ConnectionClient;
    readonly settings: JsonObject;
    readonly cursor: JsonObject | undefined;
    readonly linked: readonly LinkedRecord[];
    readonly find: (ids: readonly string[]) => Promise<readonly LinkedRecord[]>;
    readonly now: number;
    /**
     * A full reading: everything there is, in pages (`more`, cursor), from the beginning when there is no cursor. It
     * has a cursor of its own; the one of changes stays where it is. Left out or false: what changed since the cursor.
     */
    readonly full?: boolean;
  }): Promise<Polled>;
  /** Kind of the linked records that it looks at one by one. */
  readonly watches?: string;
  /** Whether it only needs those it has not looked at yet; left out: all, each time. */
  watchOnly?(settings: JsonObject): 'unseen' | undefined;
  /** Kind of the linked records that it only asks for by id. */
  readonly finds?: string;
  /**
   * Events after which it looks at once, each with the field of its data that names the watched record: they say that
   * something of it changed, but not what. An event without the field asks for the next look at all.
   */
  readonly hints?: Readonly<Record<string, string>>;
  /** What it reads, for `landbridge sync`; left out: it cannot be asked for. */
  readonly subject?: SyncSubject;
  /** How a person calls the look when a setting switches it off; left out or undefined: it is on. */
  off?(settings: JsonObject): string | undefined;
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

/** What a reader of records may use. */
export interface RecordReading {
  /**
   * Makes one reading call, gently: breaker and limits stand in between. Null when the other system knows no such
   * record. Throws `PollFailed` when it got no answer.
   */
  ask(request: JsonObject): Promise<Json>;
  readonly settings: JsonObject;
  /** Settings of the flows between the two systems, by name. */
  readonly options: JsonObject;
  /** Where the page before ended; absent for the first. */
  readonly cursor?: JsonObject;
  /** Only records of this moment or later, ISO 8601; absent: all. */
  readonly since?: string;
  /** Only records with these keys matter: a second look. A reader that cannot pick may give more. */
  readonly only?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Reads one kind of record of a system for reconciliation, page by page, with reads only. */
export interface RecordReader {
  readonly title: string;
  page(reading: RecordReading): Promise<RecordPage>;
  /** Asking for single keys is cheaper than reading all of them up to this many; 0 when it cannot pick. */
  readonly picks: number;
  /** The event that makes the flows look at a record again; undefined where no flow would. `mark` makes its id unique. */
  tellAgain?(
    record: SideRecord,
    context: { readonly settings: JsonObject; readonly mark: string; readonly now: number },
  ): TriggerEvent | undefined;
}

/** How a system is read for reconciliation: on which side it stands, and its readers. */
export interface RecordReaders {
  readonly side: Side;
  readonly readers: Readonly<Record<Subject, RecordReader>>;
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
  /** Settings that make it look before it writes: they hold for a while after the database was restored. */
  readonly careful?: JsonObject;
  /** How its records are read to compare them with the other system's; absent when they are not. */
  readonly reconciliation?: RecordReaders;
  /** Verifies and decodes a webhook delivery. Fails closed: no secret, no header, bad signature → refused. */
  receive?(delivery: Delivery, config: ConnectionConfig): Received | Promise<Received>;
  /** Largest body in bytes of a delivery to a path below the hook; the server's own limit where left out. */
  hookLimitBytes?(path: string): number | undefined;
  /** Event types that a flow may name as its trigger, each with the schema of `event`. */
  readonly events: Readonly<Record<string, { readonly title: string; readonly schema: JsonObject }>>;
  /** Record types that mappings may name, with their schema, for checking expressions. */
  readonly records: Readonly<Record<string, JsonObject>>;
  /** What the system takes in a field that an operation's schema names as its `x-source`. */
  limitOf?(source: string): FieldLimit | undefined;
  /** Turns an uploaded file (an `.ionapi`) into settings and secrets, when the system has such a file. */
  importFile?(text: string): { readonly settings: JsonObject; readonly secrets: Record<string, string> } | Failure;
  open(config: ConnectionConfig): ConnectionClient;
}
