import type { ConnectionCheck } from '../connectors/kit/connector.ts';
import type { Gates } from '../engine/gate.ts';
import type { KeptBreaker } from '../engine/away-ports.ts';
import type { BreakerHealth, ConnectionHealth, ConnectionStore } from '../engine/read-ports.ts';
import type { OpenConnections } from './open-connections.ts';

/** A test and its verdict. */
export interface KeptTest {
  readonly at: string;
  readonly result: ConnectionCheck['result'];
  readonly checks: readonly ConnectionCheck[];
}

const iso = (at: number): string => new Date(at).toISOString();

/** Live state of the tenant's connections: breakers and calendar as all share them, calls as this process sees them. */
export function connectionHealth(
  tenant: string,
  connections: OpenConnections,
  gates: Gates,
  now: () => number,
): ConnectionHealth[] {
  return connections
    .names()
    .filter((each) => each.tenant === tenant)
    .flatMap(({ name }): ConnectionHealth[] => {
      const health = gates.health(tenant, name);
      const closure = connections.closing(tenant, name);
      if (!health && !closure) return [];
      return [
        {
          name,
          breaker: health?.breaker ?? 'closed',
          since: iso(health?.since ?? now()),
          ...(health?.reason === undefined ? {} : { reason: health.reason }),
          breakers: (health?.breakers ?? []).flatMap(breakerHealth),
          ...(closure ? { closure: { ...closure, from: iso(closure.from), until: iso(closure.until) } } : {}),
          callsLastMinute: health?.callsLastMinute ?? 0,
          failuresLastMinute: health?.failuresLastMinute ?? 0,
          inFlight: health?.inFlight ?? 0,
          ...(health?.p50Ms === undefined ? {} : { p50Ms: health.p50Ms }),
        },
      ];
    });
}

function breakerHealth({ operation, mode, since, reason, nextTryAt, by }: KeptBreaker): BreakerHealth[] {
  if (mode === 'closed') return [];
  return [
    {
      operation,
      mode,
      since: iso(since),
      ...(reason === undefined ? {} : { reason }),
      ...(nextTryAt === undefined ? {} : { nextTryAt: iso(nextTryAt) }),
      ...(by === undefined ? {} : { by }),
    },
  ];
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
