import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRig, outputOf, type Rig } from '../testing/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ orderEntry: 'direct', quietTime: '1s' });
});
afterEach(() => rig.close());

const find = (more: object = {}) => rig.drive('order.find', { customerNumber: 'C100001', orderKey: 'WEB-9', ...more });

/** A head alone, as it stands when the lines did not get through. */
async function begin(webOrder: string): Promise<string> {
  const record = { CUNO: 'C100001', ORTP: 'WEB', FACI: '001', CUOR: webOrder };
  const made = await rig.drive('call', { program: 'OIS100MI', transaction: 'AddOrderHead', record, write: true });
  return outputOf<{ records: Record<string, string>[] }>(made).records[0]?.['ORNO'] ?? '';
}

it('finds an order that has a head and no line, and none of another number', async () => {
  await begin('WEB-8');
  expect(outputOf(await find())).toEqual({ found: false, orderNumber: '', entry: 'direct' });
  const orderNumber = await begin('WEB-9');
  expect(outputOf(await find())).toEqual({ found: true, orderNumber, entry: 'direct' });
});

it('waits a quiet time for what was on its way when it was given up', async () => {
  const notBefore = new Date().toISOString();
  const { end, calls } = await find({ notBefore });
  expect(end).toMatchObject({ do: 'done', output: { found: false } });
  expect(calls[0]?.sentAt).toBeGreaterThanOrEqual(Date.parse(notBefore) + 1_000);
});

it('does not choose between two', async () => {
  await begin('WEB-9');
  await begin('WEB-9');
  expect((await find()).end).toMatchObject({ do: 'fail', failure: { code: 'm3.order-doubled' } });
});
