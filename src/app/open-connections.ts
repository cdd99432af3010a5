import {
  type ConnectionClient,
  type ConnectionConfig,
  type Connector,
  type Delivery,
  PollFailed,
  type PollTrigger,
  type Received,
} from '../connectors/kit/connector.ts';
import { validateSettings } from '../connectors/kit/settings.ts';
import type { JsonObject } from '../core/json.ts';
import type { ConnectionGone, Connections, OpenConnection, PollSource } from '../engine/ports.ts';
import { type AuditStore, type ConnectionStore, OURSELVES } from '../engine/read-ports.ts';
import { Recheck } from '../engine/recheck.ts';
import { type Closure, closureAt } from '../engine/windows.ts';
import { recordSources } from './record-sources.ts';
import type { ConnectionRevision } from '../store/connection-store.ts';

interface Held {
  readonly revision: number;
  readonly connector: Connector;
  readonly config: ConnectionConfig;
  readonly connection: OpenConnection;
  readonly client: ConnectionClient;
  readonly polls: readonly PollSource[];
}

export interface OpenConnectionsDeps {
  readonly connectors: Readonly<Record<string, Connector>>;
  readonly store: ConnectionStore;
  readonly revisions: () => Promise<readonly ConnectionRevision[]>;
  readonly audit: AuditStore;
  /** Milliseconds since 1970, near the database's clock. */
  readonly now: () => number;
  /** Told every secret that is opened, for the log's scrubber. */
  readonly learnSecrets: (secrets: Iterable<string>) => void;
}

/** Every call asks for the calendar; to work a pattern out takes a good part of a millisecond, so it is done once a second. */
const CLOSURE_MS = 1_000;

/**
 * Connections kept open by this process. A change in the console (settings, secrets, pause) is seen within a second:
 * calls under way end on the old connection, the next ones use the new (A10).
 */
export class OpenConnections implements Connections {
  readonly #deps: OpenConnectionsDeps;
  readonly #held = new Map<string, Promise<Held>>();
  readonly #shared = new Recheck(async () => {
    const revisions = await this.#deps.revisions();
    this.#known = new Map(revisions.map((each) => [`${each.tenant}/${each.name}`, each]));
  });
  #known = new Map<string, ConnectionRevision>();
  readonly #closures = new Map<
    string,
    { readonly windows: ConnectionRevision['windows']; readonly at: number; readonly closure: Closure | undefined }
  >();

  constructor(deps: OpenConnectionsDeps) {
    this.#deps = deps;
  }

  async get(tenant: string, name: string): Promise<OpenConnection | ConnectionGone> {
    await this.#recheck();
    const known = this.#known.get(`${tenant}/${name}`);
    if (!known) return { gone: 'missing' };
    if (known.paused) return { gone: 'paused', ...(known.reason === undefined ? {} : { reason: known.reason }) };
    const closure = this.closing(tenant, name);
    if (closure?.phase === 'closed') return { gone: 'paused', reason: closure.reason, until: closure.until };
    try {
      return (await this.#open(known)).connection;
    } catch (error) {
      return {
        gone: 'paused',
        reason: `it cannot be opened (${error instanceof Error ? error.message : String(error)})`,
      };
    }
  }

  /** The open client, also of a paused connection: for its test. */
  async client(tenant: string, name: string): Promise<ConnectionClient | undefined> {
    await this.#recheck(true);
    const known = this.#known.get(`${tenant}/${name}`);
    return known && (await this.#open(known)).client;
  }

  /** Verifies and decodes a webhook; undefined when the connection takes none. Paused connections still take theirs in. */
  async receive(tenant: string, name: string, delivery: Delivery): Promise<Received | undefined> {
    await this.#recheck();
    const known = this.#known.get(`${tenant}/${name}`);
    if (!known) return undefined;
    const { connector, config } = await this.#open(known);
    return connector.receive?.(delivery, config);
  }

  /** Largest body in bytes that the connection takes below its hook; undefined where its connector says nothing. */
  async hookLimitBytes(tenant: string, name: string, path: string): Promise<number | undefined> {
    await this.#recheck();
    const known = this.#known.get(`${tenant}/${name}`);
    return known && (await this.#open(known)).connector.hookLimitBytes?.(path);
  }

  /** Look again at once: a person has just changed something. */
  forget(): void {
    this.#shared.forget();
  }

  names(): readonly { readonly tenant: string; readonly name: string }[] {
    return [...this.#known.values()];
  }

  /** What the calendar of a connection says now, as of at most a second ago. */
  closing(tenant: string, name: string): Closure | undefined {
    const key = `${tenant}/${name}`;
    const windows = this.#known.get(key)?.windows ?? [];
    if (windows.length === 0) return undefined;
    const now = this.#deps.now();
    const kept = this.#closures.get(key);
    if (kept?.windows === windows && Math.abs(now - kept.at) < CLOSURE_MS) return kept.closure;
    const closure = closureAt(windows, now);
    this.#closures.set(key, { windows, at: now, closure });
    return closure;
  }

  async pause(tenant: string, name: string, reason: string): Promise<void> {
    const changed = await this.#deps.store.setPaused(tenant, name, true, reason, OURSELVES);
    this.#shared.forget();
    // Many runs meet the same refusal at once; it is told once.
    if (!changed) return;
    await this.#deps.audit.append(tenant, {
      by: OURSELVES,
      action: 'connection.pause',
      subject: `connection ${name}`,
      detail: { reason },
    });
  }

  async polls(): Promise<readonly PollSource[]> {
    await this.#recheck();
    const live = [...this.#known.values()].filter(
      ({ tenant, name, paused }) => !paused && this.closing(tenant, name)?.phase !== 'closed',
    );
    const held = await Promise.allSettled(live.map((known) => this.#open(known)));
    // One connection that cannot be opened does not silence the others; its runs say why they wait.
    return held.flatMap((each) => (each.status === 'fulfilled' ? each.value.polls : []));
  }

  async close(): Promise<void> {
    const held = await Promise.allSettled(this.#held.values());
    this.#held.clear();
    await Promise.all(held.flatMap((each) => (each.status === 'fulfilled' ? [each.value.client.close()] : [])));
  }

  async #recheck(now = false): Promise<void> {
    try {
      await (now ? this.#shared.lookNow() : this.#shared.look());
    } catch (error) {
      // With the database away, work that is under way goes on with what was known.
      if (this.#known.size === 0) throw error;
    }
  }

  async #open(known: ConnectionRevision): Promise<Held> {
    const key = `${known.tenant}/${known.name}`;
    const current = this.#held.get(key);
    if (current) {
      const held = await current;
      if (held.revision === known.revision) return held;
      if (this.#held.get(key) !== current) return await this.#open(known);
      // Answers may still be on their way over the old sockets.
      setTimeout(() => void held.client.close().catch(() => undefined), 120_000).unref();
    }
    const opening = this.#make(known);
    this.#held.set(key, opening);
    opening.catch(() => this.#held.delete(key));
    return await opening;
  }

  async #make({ tenant, name, revision }: ConnectionRevision): Promise<Held> {
    const record = await this.#deps.store.get(tenant, name);
    const connector = record && this.#deps.connectors[record.connector];
    if (!record || !connector) throw new Error(`Connection ${name} names no connector of this release`);
    const secrets = await this.#deps.store.openSecrets(tenant, name);
    this.#deps.learnSecrets(Object.values(secrets));
    const verdict = validateSettings(connector.settings, { settings: record.settings, secrets });
    const given = 'faults' in verdict ? record.settings : verdict.settings;
    const settings = record.careful === true ? { ...given, ...connector.careful } : given;
    const config: ConnectionConfig = { tenant, name, settings, secrets };
    const client = connector.open(config);
    const connection = openConnection(name, connector, settings, client);
    const polls = connector.polls.map((poll) => pollSource(tenant, name, poll, connector.polls, settings, client));
    return { revision, connector, config, connection, client, polls };
  }
}

function openConnection(
  name: string,
  connector: Connector,
  settings: JsonObject,
  client: ConnectionClient,
): OpenConnection {
  const number = (setting: string): number | undefined => {
    const value = Number(settings[setting]);
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const ratePerSecond = number('ratePerSecond');
  const burst = number('burst');
  return {
    name,
    connector: connector.name,
    settings,
    limits: {
      concurrency: number('concurrency') ?? 4,
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      ...(burst === undefined ? {} : { burst }),
    },
    operation: (operation) => connector.operations[operation],
    ...(connector.reconciliation ? { records: recordSources(connector.reconciliation, settings) } : {}),
    send: (call, options) => client.send(call, options),
    check: (call) => client.check?.(call),
    limitOf: (source) => connector.limitOf?.(source),
  };
}

function pollSource(
  tenant: string,
  connection: string,
  trigger: PollTrigger,
  polls: readonly PollTrigger[],
  settings: JsonObject,
  client: ConnectionClient,
): PollSource {
  const off = trigger.off?.(settings);
  const watchOnly = trigger.watchOnly?.(settings);
  return {
    tenant,
    connection,
    name: trigger.name,
    title: trigger.title,
    events: trigger.events,
    ...(trigger.subject === undefined ? {} : { subject: trigger.subject }),
    everySeconds: trigger.everySeconds(settings),
    ...(trigger.watches === undefined ? {} : { watches: trigger.watches, watchers: watchersOf(polls, trigger) }),
    ...(watchOnly === undefined ? {} : { watchOnly }),
    ...(trigger.finds === undefined ? {} : { finds: trigger.finds }),
    ...(trigger.hints === undefined ? {} : { hints: trigger.hints }),
    ...(off === undefined ? {} : { off }),
    poll: async (context) => {
      try {
        return await trigger.poll({ ...context, client, settings });
      } catch (error) {
        if (error instanceof PollFailed) return { failure: error.failure };
        throw error;
      }
    },
  };
}

function watchersOf(polls: readonly PollTrigger[], { watches }: PollTrigger): string[] {
  return polls.filter((poll) => poll.watches === watches).map(({ name }) => name);
}
