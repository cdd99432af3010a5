import type { ConnectionCheck } from '../connectors/kit/connector.ts';
import type { Gates } from '../engine/gate.ts';
import type { ConnectionHealth } from '../engine/read-ports.ts';
import type { OpenConnections } from './open-connections.ts';

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

/** Tests a connection with reads only; what keeps it from being opened is a finding too. */
export async function testConnection(
  connections: OpenConnections,
  tenant: string,
  name: string,
): Promise<readonly ConnectionCheck[]> {
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
