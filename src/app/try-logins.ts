import { type Going, keepLooking } from '../engine/keep-looking.ts';
import { nextLoginTryAt } from '../engine/login-tries.ts';
import { type AuditStore, type ConnectionStore, OURSELVES } from '../engine/read-ports.ts';
import { testConnection } from './look-at-connections.ts';
import type { OpenConnections } from './open-connections.ts';

export interface LoginTryDeps {
  readonly tenant: string;
  readonly connections: OpenConnections;
  readonly store: ConnectionStore;
  readonly audit: AuditStore;
  readonly now: () => number;
}

const LOOK_EVERY_MS = 5_000;

/**
 * Tests connections that were paused because their credentials were refused, when their time has come, and resumes those
 * that pass: a system whose sign-in was broken for a while needs no person here. One process tries, and signs in once.
 */
export async function tryRefusedLogins({ tenant, connections, store, audit, now }: LoginTryDeps): Promise<void> {
  for (const record of await store.list(tenant)) {
    const { name } = record;
    const dueAt = nextLoginTryAt(record);
    if (dueAt === undefined || dueAt > now() || !(await store.claimLoginTry(tenant, name, dueAt))) continue;
    const { result, checks } = await testConnection({ connections, store, now }, tenant, name);
    const failed = checks.find((check) => check.result === 'fail');
    const detail = failed ? { result, message: failed.message } : { result };
    const subject = `connection ${name}`;
    await audit.append(tenant, { by: OURSELVES, action: 'connection.test', subject, detail });
    if (failed || !(await store.endRefusal(tenant, name))) continue;
    connections.forget();
    const reason = 'Its credentials are taken again';
    await audit.append(tenant, { by: OURSELVES, action: 'connection.resume', subject, detail: { reason } });
  }
}

/** Looks every five seconds whether a try is due. */
export function startLoginTries(deps: LoginTryDeps, onInterrupted: (reason: string) => void): Going {
  return keepLooking({ look: () => tryRefusedLogins(deps), pauseMs: () => LOOK_EVERY_MS, onInterrupted });
}
