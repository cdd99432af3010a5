import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Client } from 'undici';
import { quantile } from '../../src/cli/demo/judge.ts';
import { freePort, ServerProcess } from '../../src/cli/demo/server-process.ts';
import { type SandboxPair, spawnSandboxes } from '../../src/main.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/start.ts';
import { silentLog } from '../../src/store/log.ts';
import { memoryMbOf } from './measure.ts';
import { pause } from '../sandbox-control.ts';
import { Outbox } from './outbox.ts';
import { type HookMessage, orderPlacedBody, signedHeaders } from './signed-hook.ts';

export interface BurstOptions {
  readonly webhooks: number;
  readonly seconds: number;
  readonly connections: number;
  /** Kill -9 of the server in the middle. */
  readonly kill: boolean;
}

export interface BurstOutcome {
  readonly sent: number;
  readonly acknowledged: number;
  /** Tries that were not acknowledged: the sender came again. */
  readonly failedTries: number;
  /** Acknowledged ids that are not on disk. */
  readonly missing: readonly string[];
  readonly tookSeconds: number;
  /** From the request to its acknowledgement, milliseconds; tries that met the kill or the restart are left out. */
  readonly acceptP50Ms: number;
  readonly acceptP99Ms: number;
  /** The same with the time before, in which the sender had no free connection: after the restart it has a queue. */
  readonly waitedP99Ms: number;
  readonly downMs: number;
  /** The most that either process had, less what a warm one had before the burst, megabytes. */
  readonly memoryGrowthMb: number;
}

const TRY_AGAIN_MS = 250;
const MEMORY_EVERY_MS = 200;

/**
 * Sends signed webhooks at an even pace over many connections, each until it is acknowledged, kills the server in the
 * middle, and looks in the database for every id that was acknowledged: the one thing only the database can tell.
 */
export async function runBurst(options: BurstOptions): Promise<BurstOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'landbridge-burst-'));
  let sandboxes: SandboxPair | undefined;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  let server: ServerProcess | undefined;
  try {
    const sandboxFolder = join(folder, 'sandbox');
    sandboxes = await spawnSandboxes(sandboxFolder);
    server = new ServerProcess({
      folder,
      port: await freePort(),
      flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'burst'],
      environment: { DATABASE_URL: '', LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify({ webhookSecret: secret }) },
    });
    await server.start();
    return await burst(options, server, secret, folder);
  } finally {
    await server?.stop().catch(() => undefined);
    await sandboxes?.stop().catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function burst(
  { webhooks, seconds, connections, kill }: BurstOptions,
  server: ServerProcess,
  secret: string,
  folder: string,
): Promise<BurstOutcome> {
  const senders = Array.from({ length: connections }, () => new Client(server.url, { pipelining: 1 }));
  // Compiled code and warm connections, as in a server that has been up for a while.
  for (let warm = 0; warm < 200; warm += 1)
    await post(senders[warm % senders.length] as Client, messageOf(9_000_000 + warm), secret);
  const accepted = new Set<string>();
  const times: { readonly tookMs: number; readonly waitedMs: number }[] = [];
  const outbox = new Outbox<Message>();
  let failedTries = 0;
  let down = { from: Infinity, until: Infinity };
  const memory = watchMemory(server);
  const startedAt = performance.now();
  const send = async (client: Client): Promise<void> => {
    for (let message = await outbox.take(); message; message = await outbox.take()) {
      const beganAt = performance.now();
      const isTaken = await post(client, message, secret);
      const endedAt = performance.now();
      if (!isTaken) {
        failedTries += 1;
        await pause(TRY_AGAIN_MS);
        outbox.push(message);
        continue;
      }
      accepted.add(message.id);
      if (accepted.size === webhooks) outbox.close();
      const metTheKill = message.dueAt < down.until && endedAt > down.from;
      if (!metTheKill) times.push({ tookMs: endedAt - beganAt, waitedMs: endedAt - message.dueAt });
    }
  };
  const sending = senders.map(send);
  let killing: Promise<void> | undefined;
  for (let index = 0; index < webhooks; index += 1) {
    const waitMs = startedAt + (index * seconds * 1_000) / webhooks - performance.now();
    if (waitMs > 1) await pause(waitMs);
    if (kill && index === Math.floor(webhooks / 2)) {
      down = { from: performance.now(), until: Infinity };
      killing = (async () => {
        await server.kill();
        await server.start(60_000);
        down = { ...down, until: performance.now() };
      })();
    }
    outbox.push(messageOf(8_000_000 + index));
  }
  await Promise.all([...sending, killing]);
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  const memoryGrowthMb = memory.end();
  await Promise.all(senders.map((client) => client.close()));
  const tookMs = ascending(times.map((time) => time.tookMs));
  return {
    sent: webhooks,
    acknowledged: accepted.size,
    failedTries,
    missing: await missingOf(folder, [...accepted]),
    tookSeconds,
    acceptP50Ms: quantile(tookMs, 0.5),
    acceptP99Ms: quantile(tookMs, 0.99),
    waitedP99Ms: quantile(ascending(times.map((time) => time.waitedMs)), 0.99),
    downMs: kill ? down.until - down.from : 0,
    memoryGrowthMb,
  };
}

interface Message extends HookMessage {
  /** When it was there to be sent, by `performance.now()`. */
  readonly dueAt: number;
}

/** An order that no store has: it is stored like any other, and its run soon ends. */
function messageOf(id: number): Message {
  const body = orderPlacedBody({ id, accountId: 1_000_000 + id }, new Date());
  return { id: `msg_${randomUUID()}`, body, dueAt: performance.now() };
}

function ascending(times: readonly number[]): readonly number[] {
  return times.toSorted((left, right) => left - right);
}

async function post(client: Client, message: HookMessage, secret: string): Promise<boolean> {
  try {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/hooks/clarity',
      headers: signedHeaders(message, secret),
      body: message.body,
    });
    await body.dump();
    return statusCode >= 200 && statusCode < 300;
  } catch {
    return false;
  }
}

/** Looks at whichever process is the server, from a warm one before the burst to the end; answers the growth. */
function watchMemory(server: ServerProcess): { end(): number } {
  const first = memoryMbOf(server.pid ?? 0);
  let most = first;
  const look = (): void => {
    most = Math.max(most, memoryMbOf(server.pid ?? 0));
  };
  const timer = setInterval(look, MEMORY_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return most - first;
    },
  };
}

async function missingOf(folder: string, ids: readonly string[]): Promise<readonly string[]> {
  const database = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLog });
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `SELECT want.id FROM unnest($1::text[]) AS want(id)
       WHERE NOT EXISTS (SELECT 1 FROM dedupe_keys k WHERE k.scope = 'event:clarity' AND k.key = want.id)`,
      [ids],
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
    await database.stop();
  }
}
