import type { Hono } from 'hono';
import type { Health } from '../api/types.ts';
import type { HealthSource } from './deps.ts';

/**
 * `/livez`: the process turns. `/startupz`: the start is over. `/readyz`: this process can take work; it says nothing
 * about M3 or the store, for their outage must not take our intake down.
 */
export function mountHealth(app: Hono, source: HealthSource): void {
  app.get('/livez', () => answer({ status: 'ok', checks: {} }));
  app.get('/startupz', () => answer({ status: source.started() ? 'ok' : 'starting', checks: {} }));
  app.get('/readyz', async () => {
    const database = await soon(source.database());
    const checks = { database, migrations: source.migrated(), accepting: !source.draining() };
    return answer({ status: statusOf(source, checks), checks });
  });
}

/** Whoever asks for readiness waits a second or two; a database that needs longer is not ready. */
const PATIENCE_MS = 2_000;

async function soon(answer: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  return await Promise.race([answer.catch(() => false), late]).finally(() => clearTimeout(timer));
}

function statusOf(source: HealthSource, checks: { database: boolean; migrations: boolean }): Health['status'] {
  if (source.draining()) return 'draining';
  if (!source.started() || !checks.migrations) return 'starting';
  return checks.database ? 'ok' : 'unavailable';
}

function answer(health: Health): Response {
  return new Response(JSON.stringify(health), {
    status: health.status === 'ok' ? 200 : 503,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
}
