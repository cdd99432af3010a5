import { randomBytes } from 'node:crypto';
import { describe, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { conformanceChecks, type ConformanceDeliveries, type ConformanceWorld } from '../kit/conformance.ts';
import type { Delivery } from '../kit/connector.ts';
import { standardWebhookHeaders } from '../kit/standard-webhooks.ts';
import { clarityConnector } from './connector.ts';
import { openRig } from './testing/rig.ts';

/** The effect that is counted is the e-mail to the shopper: the one thing in the store that cannot be taken back. */
async function startWorld(): Promise<ConformanceWorld> {
  const rig = await openRig({ secrets: { webhookSecret: SECRET } });
  const id = await rig.store.place('plain');
  return {
    config: rig.config,
    wrongLogin: { ...rig.config, secrets: { ...rig.config.secrets, password: 'not-the-password' } },
    read: { operation: 'order.get', input: { id: String(id) } },
    write: { operation: 'order.set-status', input: { id: String(id), status: 'Confirmed' } },
    countEffects: async () => (await rig.store.emails(id)).filter((template) => template === 'order-confirmed').length,
    linkedId: (output: Json) => (output as { id: string }).id,
    throttleNext: () => rig.fault('*', 'throttle'),
    loseNextAnswer: () => rig.fault('*', 'drop-after'),
    stop: () => rig.close(),
  };
}

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const OTHER = `whsec_${randomBytes(32).toString('base64')}`;

function delivery(sign: string, sentAt = Date.now(), change: Partial<Delivery> = {}): Delivery {
  const body = Buffer.from(
    JSON.stringify({ type: 'order.created', timestamp: new Date(sentAt).toISOString(), data: { id: 1042 } }),
  );
  const headers = { 'content-type': 'application/json', ...standardWebhookHeaders([sign], 'msg_1', sentAt, body) };
  return { method: 'POST', headers, body, receivedAt: Date.now(), ...change };
}

const config = { tenant: 'main', name: 'store', settings: {}, secrets: { webhookSecret: SECRET } };

const deliveries: ConformanceDeliveries = {
  config,
  withoutSecret: { ...config, secrets: {} },
  good: () => delivery(SECRET),
  bad: () => [
    { name: 'another secret', delivery: delivery(OTHER) },
    { name: 'old', delivery: delivery(SECRET, Date.now() - 600_000) },
    { name: 'far in the future', delivery: delivery(SECRET, Date.now() + 600_000) },
    { name: 'changed body', delivery: delivery(SECRET, Date.now(), { body: Buffer.from('{"type":"order.created"}') }) },
    { name: 'no headers', delivery: delivery(SECRET, Date.now(), { headers: {} }) },
  ],
};

describe('the connector does what every connector must', () => {
  for (const check of conformanceChecks({ connector: clarityConnector, startWorld, deliveries }))
    it(check.name, check.run);
});
