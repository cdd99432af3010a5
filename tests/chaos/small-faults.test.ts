import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { OpenConnections } from '../../src/app/open-connections.ts';
import { HttpClient } from '../../src/connectors/kit/http.ts';
import type { Connector } from '../../src/connectors/kit/connector.ts';
import type { CallResult } from '../../src/core/operation.ts';

/** Faults that need no instance to be shown. */

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test.runIf(process.platform === 'linux')(
  'C15: with a full disk behind the log lines are lost, and the process goes on',
  async () => {
    const log = fileURLToPath(new URL('../../src/monitor/log.ts', import.meta.url));
    const program = `
      const { createLog } = await import(${JSON.stringify(log)});
      const log = createLog({ level: 'info', format: 'json' });
      for (let line = 0; line < 50; line += 1) log.info({ line }, 'one more line');
      process.stdout.write('still here');
    `;
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', full],
    });
    closeSync(full);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect([code, said]).toEqual([0, 'still here']);
  },
);

/** A peer on one family of addresses only; undefined where this machine has none of it. */
async function peerOn(host: string): Promise<number | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'),
    );
  });
  servers.push(server);
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, host, () => resolve(true));
  });
  return listening ? (server.address() as { port: number }).port : undefined;
}

test.each([
  ['127.0.0.1', ['127.0.0.1', 'localhost']],
  ['::1', ['[::1]']],
])('N28: a peer on %s alone is reached as %j', async (host, names) => {
  const port = await peerOn(host);
  if (port === undefined) return;
  const client = new HttpClient({ connection: 'test', connections: 1, allowInsecure: true, allowPrivateNetwork: true });
  for (const name of names) {
    const result = await client.exchange({
      label: 'test',
      method: 'GET',
      origin: `http://${name}:${port}`,
      path: '/',
      headers: {},
      deadlineMs: 5_000,
    });
    expect(result, name).toMatchObject({ reached: 'answered', status: 200 });
  }
  await client.close();
});

test('A10: a call under way ends on the old credentials, the next one uses the new', async () => {
  const used: string[] = [];
  const waiting: (() => void)[] = [];
  let revision = 1;
  const connector = {
    name: 'shop',
    title: 'Shop',
    description: '',
    settings: [],
    operations: {},
    polls: [],
    events: {},
    records: {},
    open: ({ secrets }: { secrets: Readonly<Record<string, string>> }) => ({
      send: async (): Promise<CallResult> => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        used.push(secrets['password'] ?? '');
        return { outcome: 'applied', reply: null };
      },
      close: async () => undefined,
    }),
  } as unknown as Connector;
  const record = { tenant: 't', name: 'shop', connector: 'shop', title: 'Shop', settings: {} };
  const connections = new OpenConnections({
    connectors: { shop: connector },
    store: {
      get: async () => record,
      openSecrets: async () => ({ password: `secret ${revision}` }),
    } as unknown as ConstructorParameters<typeof OpenConnections>[0]['store'],
    audit: { append: async () => undefined } as unknown as ConstructorParameters<typeof OpenConnections>[0]['audit'],
    learnSecrets: () => undefined,
    now: () => Date.now(),
    revisions: async () => [{ tenant: 't', name: 'shop', revision, paused: false }] as never,
  });
  const call = async (): Promise<CallResult> => {
    const connection = await connections.get('t', 'shop');
    if ('gone' in connection) throw new Error('the connection is gone');
    return await connection.send({ name: 'write', effect: 'write', request: {} }, {});
  };
  const first = call();
  await expect.poll(() => waiting.length).toBe(1);
  revision = 2;
  connections.forget();
  const second = call();
  await expect.poll(() => waiting.length).toBe(2);
  for (const go of waiting) go();
  expect(await Promise.all([first, second])).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  expect(used).toEqual(['secret 1', 'secret 2']);
});
