import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { contentHashOf } from './model/content-hash.ts';
import type { Order } from './model/order.ts';
import { openRig, type Rig, type RigConfig } from './testing/rig.ts';

let rig: Rig;
afterEach(async () => {
  vi.useRealTimers();
  await rig.close();
});

const open = async (config?: Parameters<typeof openRig>[0]): Promise<Rig> => {
  rig = await openRig(config);
  return rig;
};

const READ = 'GET /Ordering/SalesOrder/ID/{ID}';
const CONFIRM = 'PATCH /Ordering/SalesOrder/Confirm/{ID}';

describe('reading over HTTP', () => {
  it('gives an order whose lines and sums are those of the store', async () => {
    const { store, output } = await open();
    const id = await store.place('freight', '4');
    const order = await output<Order>('order.get', { id: String(id) });
    const truth = (await store.ledgerOrder(id)) as {
      total: number;
      lines: { sku: string; quantity: number; unitPrice: number }[];
    };
    expect(order.lines.map(({ sku, quantity, unitPrice }) => [sku, Number(quantity), Number(unitPrice)])).toEqual(
      truth.lines.map(({ sku, quantity, unitPrice }) => [sku, quantity, unitPrice]),
    );
    expect(Number(order.totals.total)).toBe(truth.total);
  });

  it('reads past the store’s cache', async () => {
    const { store, output } = await open();
    const id = await store.place('plain');
    await output('order.get', { id: String(id) });
    await store.api('PATCH', `/Ordering/SalesOrder/Confirm/${id}`);
    expect(await output('order.get', { id: String(id) })).toMatchObject({ status: 'Confirmed' });
  });

  it('D14 understands a store that writes its own local time', async () => {
    const { store, output, settings } = await open({ settings: { sourceTimeZone: 'America/Chicago' } });
    await settings({ zone: 'America/Chicago' });
    const before = Date.now();
    const id = await store.place('plain');
    const { placedAt } = await output<Order>('order.get', { id: String(id) });
    expect(Math.abs(Date.parse(placedAt) - before)).toBeLessThan(5_000);
  });

  it('tells of an order that is to be changed only how far it is, and what it says as a hash', async () => {
    const { store, send } = await open();
    const id = String(await store.place('notes', '4'));
    const { order } = (await send({ ask: 'order-read', id })).reply as unknown as { order: Order };
    const { reply } = await send({ ask: 'order-look', id, forWrite: true });
    const { version, status, attributes } = order;
    expect(reply).toEqual({
      order: { id, version, status, attributes },
      contentHash: contentHashOf(order),
      active: true,
      handle: expect.any(String) as string,
    });
    expect(JSON.stringify(reply)).not.toContain(order.billing.email);
  });

  it('reads account, product and payments', async () => {
    const { store, output } = await open();
    const id = await store.place('freight');
    expect(await output('account.get', { key: 'C100001' })).toMatchObject({ key: 'C100001', active: true });
    expect(await output('product.get', { sku: 'PUMP-1001' })).toMatchObject({ sku: 'PUMP-1001', unit: 'EA' });
    const { payments } = await output<{ payments: JsonObject[] }>('payment.list', { orderId: String(id) });
    for (const payment of payments)
      expect(payment).toMatchObject({ orderId: String(id), cardLastFour: '1111', received: true });
  });

  it('says which record is missing', async () => {
    const { drive } = await open();
    const codeOf = async (operation: string, input: JsonObject): Promise<string> => {
      const { end } = await drive(operation, input);
      return end.do === 'fail' ? `${end.failure.kind} ${end.failure.code}` : 'done';
    };
    expect(await codeOf('order.get', { id: '999999' })).toBe('missing clarity.order-not-found');
    expect(await codeOf('account.get', { key: 'NOBODY' })).toBe('missing clarity.account-not-found');
    expect(await codeOf('product.get', { sku: 'NOT-THERE-1' })).toBe('missing clarity.product-not-found');
    expect(await codeOf('order.set-status', { id: '999999', status: 'Shipped' })).toBe(
      'missing clarity.order-not-found',
    );
  });

  it('S13 holds an order with card data in a note', async () => {
    const { store, drive } = await open();
    const id = await store.place('card-in-note');
    const { end, exchanges } = await drive('order.get', { id: String(id) });
    expect(end).toMatchObject({ do: 'fail', failure: { code: 'clarity.card-data-in-order', field: 'order.notes[0]' } });
    expect(JSON.stringify(exchanges)).not.toMatch(/1111 1111/);
  });

  it('S13 masks what a shopper wrote into a note, and warns, by setting', async () => {
    const { store, drive } = await open({ settings: { cardDataInOrders: 'blank' } });
    const id = await store.place('plain');
    const record = await store.order(id);
    const noted = { ...record, SalesItems: undefined, Notes: [{ Note1: 'my card: 4111 1111 1111 1111 cvv 737' }] };
    await store.api('PUT', '/Ordering/SalesOrder/Update', noted);
    const { end, exchanges } = await drive('order.get', { id: String(id) });
    expect(end).toMatchObject({ do: 'done', output: { notes: ['my card: 411111******1111 cvv ***'] } });
    expect(end.do === 'done' && end.warnings?.[0]).toContain('Card data was masked in order.notes[0]');
    expect(JSON.stringify(exchanges)).not.toMatch(/1111 1111|737/);
  });
});

describe('the older generation’s login', () => {
  it('A01 A02 logs in anew once when the session is gone', async () => {
    const { store, output } = await open();
    const id = await store.place('plain');
    await output('order.get', { id: String(id) });
    await store.plain('POST', '/sandbox/sessions/end');
    expect(await output('order.get', { id: String(id) })).toMatchObject({ id: String(id) });
  });

  it.each(['order-read', 'order-action'])(
    'A02 waits and goes on when the new session is lost as well: %s',
    async (ask) => {
      const { store, fault, send } = await open();
      const id = String(await store.place('plain'));
      const request = ask === 'order-read' ? { ask, id } : { ask, id, action: 'confirm' };
      const call = ask === 'order-read' ? READ : CONFIRM;
      await send({ ask: 'order-read', id });
      await fault(call, 'session-lost', 2);
      expect(await send(request, ask === 'order-read' ? 'read' : 'write')).toMatchObject({
        outcome: 'not-sent',
        failure: { kind: 'unreachable', code: 'clarity.session-lost' },
      });
      expect(await send(request, ask === 'order-read' ? 'read' : 'write')).toMatchObject({ outcome: 'applied' });
    },
  );

  it('A03 takes new sessions that are refused for a minute for a refused user, and forgets those before a good one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { store, fault, send } = await open();
    const id = String(await store.place('plain'));
    const read = async (afterSeconds = 0) => {
      vi.setSystemTime(Date.now() + afterSeconds * 1_000);
      return (await send({ ask: 'order-read', id })).failure?.code;
    };
    await read();
    // The first call loses its old session as well; later ones begin with one that is gone.
    await fault(READ, 'session-lost', 3);
    expect([await read(), await read(30), await read(40)]).toEqual([
      'clarity.session-lost',
      'clarity.session-lost',
      undefined,
    ]);
    await fault(READ, 'session-lost', 6);
    expect([await read(), await read(), await read(), await read(59), await read(2)]).toEqual([
      'clarity.session-lost',
      'clarity.session-lost',
      'clarity.session-lost',
      'clarity.session-lost',
      'clarity.login-refused',
    ]);
  });

  it('A03 tries again when the store’s database was too slow for the login', async () => {
    const { store, fault, send } = await open();
    const id = String(await store.place('plain'));
    await fault('POST /auth/{provider}', 'timed-out');
    expect(await send({ ask: 'order-read', id })).toMatchObject({
      outcome: 'not-sent',
      failure: { kind: 'unreachable', code: 'clarity.store-busy' },
    });
    expect(await send({ ask: 'order-read', id })).toMatchObject({ outcome: 'applied' });
  });

  it('A04 logs in once however many calls are waiting', async () => {
    const { store, send } = await open();
    await Promise.all(Array.from({ length: 20 }, () => send({ ask: 'order-list' })));
    const { calls } = (await store.plain('GET', '/sandbox/ledger')).body as { calls: Record<string, number> };
    // One is the rig's own.
    expect(calls['POST /auth/{provider}']).toBe(2);
  });

  it('is refused with a word, and names a field that is missing', async () => {
    const { send } = await open({ secrets: { password: 'wrong' } });
    expect(await send({ ask: 'order-list' })).toMatchObject({
      outcome: 'refused',
      failure: { kind: 'unauthorized', code: 'clarity.login-refused' },
    });
    await rig.close();
    const { send: without } = await open({ secrets: { password: '' } });
    expect(await without({ ask: 'order-list' })).toMatchObject({
      failure: { code: 'connection.setting-invalid', field: 'password' },
    });
  });

  it('tells a missing right from a refused login', async () => {
    const { settings, drive, store } = await open();
    const id = await store.place('plain');
    await settings({ deniedPermissions: ['Ordering.SalesOrder.Confirm'] });
    const { end } = await drive('order.set-status', { id: String(id), status: 'Confirmed' });
    expect(end).toMatchObject({ do: 'fail', failure: { kind: 'unauthorized', code: 'clarity.right-missing' } });
  });
});

describe('a store that misbehaves', () => {
  it.each([
    ['drop-before', 'not-sent'],
    ['unavailable', 'not-sent'],
    ['server-error', 'not-sent'],
    ['html', 'not-sent'],
    ['truncated', 'not-sent'],
    ['timed-out', 'not-sent'],
    ['login-page', 'not-sent'],
  ])('a read that meets %s is %s and may be asked again', async (kind, outcome) => {
    const { store, fault, send, output } = await open();
    const id = await store.place('plain');
    await output('order.get', { id: String(id) });
    await fault(READ, kind);
    const result = await send({ ask: 'order-read', id: String(id) });
    expect(result).toMatchObject({ outcome, failure: { kind: 'unreachable' } });
    expect((await send({ ask: 'order-read', id: String(id) })).outcome).toBe('applied');
  });

  it('says when a web page answers instead of the API', async () => {
    const { store, fault, send } = await open();
    const id = await store.place('plain');
    await send({ ask: 'order-read', id: String(id) });
    await fault(READ, 'login-page');
    const { failure } = await send({ ask: 'order-read', id: String(id) });
    expect(failure).toMatchObject({ code: 'clarity.not-the-api', evidence: { title: 'Log in' } });
  });

  it('is unreachable when nobody listens', async () => {
    const { send } = await open({ settings: { baseUrl: 'http://127.0.0.1:9/API' } });
    expect(await send({ ask: 'order-list' })).toMatchObject({ outcome: 'not-sent', failure: { kind: 'unreachable' } });
  });
});

describe('the other kinds of login', () => {
  it.each([
    ['an API key', ({ credentials: { apiKey } }) => ({ settings: { auth: 'api-key' }, secrets: { apiKey } })],
    ['OAuth with the secret in the header', (store) => oauth(store, 'basic')],
    ['OAuth with the secret in the form', (store) => oauth(store, 'body')],
  ] satisfies readonly (readonly [string, (store: Rig['store']) => RigConfig])[])('take %s', async (_, config) => {
    const { send } = await open(config);
    expect((await send({ ask: 'order-list' })).outcome).toBe('applied');
  });

  it('A03 take a refused key for what it is', async () => {
    const { send } = await open({ settings: { auth: 'api-key' }, secrets: { apiKey: 'ck_wrong' } });
    expect(await send({ ask: 'order-list' })).toMatchObject({
      failure: { kind: 'unauthorized', code: 'clarity.login-refused' },
    });
  });
});

function oauth(
  { url, credentials: { clientId, clientSecret } }: Rig['store'],
  clientAuthentication: string,
): RigConfig {
  const settings = {
    auth: 'oauth2-client-credentials',
    tokenUrl: `${url}/oauth/token`,
    clientId,
    clientAuthentication,
  };
  return { settings, secrets: { clientSecret } };
}
