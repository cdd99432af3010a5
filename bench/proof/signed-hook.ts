import { signedHeaders as signAt } from '../../src/connectors/clarity/sandbox/webhooks/sign.ts';

/** A message as the store sends it: the same id however often it is sent. */
export interface HookMessage {
  readonly id: string;
  readonly body: string;
}

/** The thin event of a placed order. */
export function orderPlacedBody(order: { id: number; accountId?: number | null }, at: Date): string {
  const timestamp = at.toISOString();
  const owner =
    (order.accountId ?? null) === null
      ? { account: null, guest: true }
      : { account: { id: order.accountId, key: null } };
  const data = {
    store: 'main',
    entity: 'SalesOrder',
    id: order.id,
    key: null,
    version: `${timestamp}#Pending`,
    href: `/Ordering/SalesOrder/ID/${order.id}`,
    changed: [],
    snapshot: null,
    actor: 'shopper',
    ...owner,
  };
  return JSON.stringify({ type: 'order.created', timestamp, data });
}

/** Headers by the Standard Webhooks rules, signed now. */
export function signedHeaders({ id, body }: HookMessage, secret: string): Record<string, string> {
  return signAt(id, Math.trunc(Date.now() / 1_000), body, [secret]);
}
