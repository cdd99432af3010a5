import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { readM3Settings } from '../../setup/settings.ts';
import type { Asked } from '../history.ts';
import { readLive } from './live-order.ts';
import { planChange } from './plan.ts';

const place = { company: '100', facility: '001', warehouse: '001', orderType: 'WEB', customerTemplate: 'T' };
const asked = (transaction: string, record: Readonly<Record<string, string>>): Asked => ({
  transaction,
  program: 'OIS100MI',
  record: {},
  records: [record],
});
const hose = { PONR: '1', CUPO: '1', ITNO: 'HOSE-1', ORST: '22', ORQT: '2', ALUN: 'M', DWDT: '20260301', WHLO: '001' };

describe('a line that is put anew', () => {
  /** The line that takes the place of one with a price of 250 for 100 rolls. */
  const added = (line: object, settings: JsonObject = {}) => {
    const priced = { ...hose, SAPR: '250', SACD: '100', SPUN: 'RL' };
    const live = readLive([asked('GetHead', { ORNO: '1' }), asked('LstLine', priced)]);
    if (!live) throw new Error('there is no order');
    const lines = [{ lineNumber: '1', itemNumber: 'HOSE-1', quantity: '3', ...line }];
    const plan = planChange({ orderNumber: '1', lines }, live, readM3Settings({ ...place, ...settings }));
    if ('code' in plan) throw new Error(plan.message);
    return plan.add[0]?.record;
  };

  it('has a price of the store for one of its own unit', () => {
    expect(added({ price: '2.50', unit: 'M' })).toMatchObject({ SAPR: '2.5', SACD: '1', SPUN: 'M' });
    expect(added({ price: '2.50' })).toMatchObject({ SAPR: '2.5', SACD: '1', SPUN: 'M' });
  });

  it('keeps a price of M3 with all that belongs to it', () => {
    const kept = { SAPR: '250', SACD: '100', SPUN: 'RL' };
    expect(added({})).toMatchObject(kept);
    expect(added({ price: '2.50', unit: 'M' }, { priceSource: 'm3' })).toMatchObject(kept);
  });
});
