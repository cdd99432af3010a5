import type { ConnectionCheck } from '../connectors/kit/connector.ts';
import type { Gates } from '../engine/gate.ts';
import type { ConnectionHealth, ConnectionStore } from '../engine/read-ports.ts';
import type { OpenConnections } from './open-connections.ts';

/** A test and its verdict. */
export interface KeptTest {
  readonly at: string;
  readonly result: ConnectionCheck['result'];
  readonly checks: readonly ConnectionCheck[];
}

/** Live state of the tenant's connections, as this process sees it. */
export function connectionHealth(tenant: string, connections: OpenConnections, gates: Gates): ConnectionHealth[] {
  return connections
    .names()
    .filter((each) => each.tenant === tenant)
    .flatMap(({ name }) => {
      const health = gates.health(tenant, name);
      if (!health) return [];
      const { since, reason, ...rest } = health;
      return [{ name, since: new Date(since).toISOString(), ...(reason === undefined ? {} : { reason }), ...rest }];
    });
}

/** Tests a connection with reads only, and keeps what was found. */
export async function testConnection(
  deps: { readonly connections: OpenConnections; readonly store: ConnectionStore; readonly now: () => number },
  tenant: string,
  name: string,
): Promise<KeptTest> {
  const checks = await lookAt(deps.connections, tenant, name);
  const results = checks.map((check) => check.result);
  const result = results.includes('fail') ? 'fail' : results.includes('warn') ? 'warn' : 'pass';
  const test = { at: new Date(deps.now()).toISOString(), result, checks } as const;
  await deps.store.saveTest(tenant, name, { ...test, checks: checks.map((check) => ({ ...check })) });
  return test;
}

/** Tests what nobody has tested yet, so that a new connection says at once whether it works. */
export async function testNewConnections(deps: Parameters<typeof testConnection>[0], tenant: string): Promise<void> {
  const records = await deps.store.list(tenant);
  for (const { name, lastTest, paused } of records) {
    if (lastTest === undefined && !paused) await testConnection(deps, tenant, name);
  }
}

/** What keeps a connection from being opened is a finding too. */
async function lookAt(connections: OpenConnections, tenant: string, name: string): Promise<readonly ConnectionCheck[]> {
  try {
    const client = await connections.client(tenant, name);
    if (!client) return [{ name: 'Connection', result: 'fail', message: 'There is no connection of this name.' }];
    return await client.test();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [
      {
        name: 'Settings',
        result: 'fail',
        message,
        remedy: 'Open the connection, correct its settings and test it again.',
      },
    ];
  }
}
