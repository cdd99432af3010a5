import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { openRig, type Rig } from '../../testing/rig.ts';

let rig: Rig;
afterEach(async () => {
  await rig.close();
});

const open = async (): Promise<Rig> => {
  rig = await openRig(({ url }) => ({
    settings: { baseUrl: `${url}/phoenix`, dialect: 'phoenix', auth: 'jwt-password' },
  }));
  return rig;
};

describe('the current generation', () => {
  it('gives an order and lists', async () => {
    const { store, output } = await open();
    const id = await store.place('freight');
    const record = await store.order(id);
    const order = await output('order.get', { id: String(id) });
    expect(order).toMatchObject({
      id: String(id),
      status: record['StatusKey'],
      account: { id: String(record['AccountID']), key: record['AccountKey'] },
      shippingMethod: expect.any(String) as string,
    });
    expect((order['lines'] as JsonObject[]).map((line) => line['sku'])).toEqual(
      (record['SalesItems'] as JsonObject[]).map((line) => line['Sku']),
    );
    const { orders } = await output<{ orders: JsonObject[] }>('order.list', {
      placedFrom: order['placedAt'] as string,
    });
    expect(orders.map((each) => each['id'])).toEqual([String(id)]);
    expect(await output('account.get', { key: 'C100001' })).toMatchObject({ key: 'C100001' });
    expect(await output('product.get', { sku: 'PUMP-1001' })).toMatchObject({ sku: 'PUMP-1001' });
  });

  it('says what it does not offer, and what is missing', async () => {
    const { drive } = await open();
    const codeOf = async (operation: string, input: JsonObject): Promise<string> => {
      const { end } = await drive(operation, input);
      return end.do === 'fail' ? end.failure.code : 'done';
    };
    expect(await codeOf('payment.list', { orderId: '1' })).toBe('clarity.not-in-dialect');
    expect(await codeOf('order.get', { id: '999999' })).toBe('clarity.order-not-found');
    expect(await codeOf('account.get', { key: 'NOBODY' })).toBe('clarity.account-not-found');
  });

  it('passes its connection test', async () => {
    const { client } = await open();
    expect((await client.test()).filter(({ result }) => result === 'fail')).toEqual([]);
  });

  it('logs in for a token, and says when it is refused', async () => {
    rig = await openRig(({ url }) => ({
      settings: { baseUrl: `${url}/phoenix`, dialect: 'phoenix', auth: 'jwt-password' },
      secrets: { password: 'wrong' },
    }));
    expect(await rig.send({ ask: 'order-list' })).toMatchObject({ failure: { code: 'clarity.login-refused' } });
  });
});
