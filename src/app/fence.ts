import { connectionFailure } from '../connectors/kit/errors.ts';
import type { Connections, OpenConnection } from '../engine/ports.ts';

/** Without a sign of life for this long, a process's runs are somebody else's (the store's rule). */
const DEAD_AFTER_MS = 15_000;

/**
 * Connections over which no write leaves a process that the others take for dead. A process that slept between writing
 * down that it sends and sending would send late, and late is what the quiet time has to leave room for. What is held
 * back counts as not sent: whoever has the run by now sends it anew. `lastBeatAt` and `now` are milliseconds since 1970.
 */
export function fenceWrites(
  connections: Connections,
  lastBeatAt: () => number,
  now: () => number = Date.now,
): Connections {
  const fenced = new WeakMap<OpenConnection, OpenConnection>();
  return {
    get: async (tenant, name, bindings) => {
      const connection = await connections.get(tenant, name, bindings);
      if ('gone' in connection) return connection;
      const known = fenced.get(connection) ?? fence(connection, lastBeatAt, now);
      fenced.set(connection, known);
      return known;
    },
    pause: (tenant, name, reason) => connections.pause(tenant, name, reason),
    polls: () => connections.polls(),
    closing: (tenant, name) => connections.closing(tenant, name),
  };
}

function fence(connection: OpenConnection, lastBeatAt: () => number, now: () => number): OpenConnection {
  return {
    ...connection,
    send: async (call, options) => {
      if (call.effect === 'write' && now() - lastBeatAt() >= DEAD_AFTER_MS) {
        const message = 'This process gave no sign of life for too long; nothing was sent.';
        return { outcome: 'not-sent', failure: { ...connectionFailure('connection.unreachable'), message } };
      }
      return await connection.send(call, options);
    },
  };
}
