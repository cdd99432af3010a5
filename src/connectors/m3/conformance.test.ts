import { describe, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { conformanceChecks, type ConformanceWorld } from '../kit/conformance.ts';
import { m3Connector } from './connector.ts';
import { openRig, smallOrder } from './testing/rig.ts';

async function startWorld(): Promise<ConformanceWorld> {
  const rig = await openRig();
  return {
    config: rig.config,
    wrongLogin: { ...rig.config, secrets: { ...rig.config.secrets, accountSecret: 'not-the-secret' } },
    read: { operation: 'item.get', input: { itemNumber: 'PUMP-1001' } },
    write: { operation: 'order.create', input: smallOrder() },
    countEffects: async () => (await rig.ledger()).orders.length,
    linkedId: (output: Json) => (output as { orderNumber: string }).orderNumber,
    throttleNext: () => rig.fault('*', 'throttle'),
    loseNextAnswer: () => rig.fault('*', 'drop-after'),
    stop: () => rig.close(),
  };
}

describe('the connector does what every connector must', () => {
  for (const check of conformanceChecks({ connector: m3Connector, startWorld })) it(check.name, check.run);
});
