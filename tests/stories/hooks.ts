import { randomUUID } from 'node:crypto';
import { signedHeaders } from '../../src/connectors/clarity/sandbox/webhooks/sign.ts';

/** Secret that tests share with the connection, so that they can sign as the store does. */
export const HOOK_SECRET = `whsec_${Buffer.from('tests sign their own webhooks here').toString('base64')}`;

export interface Hook {
  readonly body: string;
  readonly id?: string;
  /** Milliseconds since 1970 that the sender claims. */
  readonly sentAt?: number;
  readonly secret?: string;
  /** Replaces or, by `undefined`, leaves out headers after signing. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly connection?: string;
}

export interface HookAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfter: string | null;
  readonly eventIds: readonly string[];
}

/** A thin event about an order, as the store's webhooks are. */
export function orderPlaced(id: number, more: object = {}): string {
  const timestamp = new Date().toISOString();
  const data = { store: 'main', entity: 'SalesOrder', id, key: null, version: timestamp, actor: 'shopper', ...more };
  return JSON.stringify({ type: 'order.created', timestamp, data });
}

/** Signs by Standard Webhooks and posts. */
export async function sendHook(serverUrl: string, hook: Hook): Promise<HookAnswer> {
  const { body, id = `msg_${randomUUID()}`, sentAt = Date.now(), secret = HOOK_SECRET, connection = 'clarity' } = hook;
  const headers = Object.entries({
    ...signedHeaders(id, Math.trunc(sentAt / 1_000), body, [secret]),
    ...hook.headers,
  }).filter((header): header is [string, string] => header[1] !== undefined);
  const response = await fetch(`${serverUrl}/hooks/${connection}`, { method: 'POST', headers, body });
  const answer = JSON.parse((await response.text()) || '{}') as { code?: string; eventIds?: readonly string[] };
  return {
    status: response.status,
    code: answer.code,
    retryAfter: response.headers.get('retry-after'),
    eventIds: answer.eventIds ?? [],
  };
}
