import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from '../testing/rig.ts';

let rig: Rig;
afterEach(async () => {
  await rig.close();
});

const open = async (): Promise<Rig> => {
  rig = await openRig();
  return rig;
};

const CONFIRM = 'PATCH /Ordering/SalesOrder/Confirm/{ID}';
const UPDATE = 'PUT /Ordering/SalesOrder/Update';

describe('writing back a whole record', () => {
  it('changes the key and nothing else', async () => {
    const { store, output } = await open();
    const id = await store.place('notes');
    const before = await store.order(id);
    await output('order.set-external-key', { id: String(id), key: '0010004711' });
    const after = await store.order(id);
    // Payments show the order's key beside its id, so they are compared by number.
    const rest = ({
      CustomKey: _key,
      Hash: _hash,
      UpdatedDate: _at,
      SalesOrderPayments,
      ...others
    }: Record<string, unknown>) => ({
      ...others,
      payments: ((SalesOrderPayments ?? []) as unknown[]).length,
    });
    expect(rest(after)).toEqual(rest(before));
    expect(after).toMatchObject({ CustomKey: '0010004711' });
  });

  it('D08 sends numbers back digit by digit', async () => {
    const { store, output } = await open();
    const { body } = await store.api('GET', '/Accounts/Account/Key/C100002');
    const text = JSON.stringify({ ...body, AccountContacts: undefined, Hash: undefined }).replace(
      '{',
      '{"Hash":9007199254740995,',
    );
    await store.api('PUT', '/Accounts/Account/Update', text);
    await output('account.set-external-key', { id: String(body['ID']), key: 'C900002', overwrite: true });
    expect((await store.api('GET', `/Accounts/Account/ID/${String(body['ID'])}?noCache=1`)).text).toContain(
      '"Hash":9007199254740995',
    );
  });

  it('keeps members of the record that no flow may see out of calls and answers', async () => {
    const { store, drive } = await open();
    const key = 'C100002';
    const account = (await store.api('GET', `/Accounts/Account/Key/${key}`)).body;
    await store.api('PUT', '/Accounts/Account/Update', {
      ...account,
      AccountContacts: undefined,
      Token: 'store-token-9f3c',
    });
    const { end, exchanges } = await drive('account.set-external-key', {
      id: String(account['ID']),
      key: 'C900002',
      overwrite: true,
    });
    expect(end).toMatchObject({ do: 'done', output: { changed: true } });
    expect(JSON.stringify(exchanges)).not.toContain('store-token-9f3c');
    const after = (await store.api('GET', `/Accounts/Account/ID/${account['ID'] as number}?noCache=1`)).body;
    expect(after).toMatchObject({ CustomKey: 'C900002', Token: 'store-token-9f3c' });
    expect((after['AccountContacts'] as unknown[]).length).toBe((account['AccountContacts'] as unknown[]).length);
  });

  it('refuses a handle it does not know without calling', async () => {
    const { send } = await open();
    const update = { ask: 'order-update', id: '1', handle: 'from-another-life', set: { key: 'x' } };
    expect(await send(update, 'write')).toMatchObject({
      outcome: 'refused',
      failure: { code: 'clarity.record-stale' },
    });
  });

  it.each(['drop-after', 'gateway-timeout', 'html', 'truncated'])(
    'N03 finds its own writing after %s',
    async (kind) => {
      const { store, drive, fault } = await open();
      const id = await store.place('plain');
      await fault(UPDATE, kind);
      const { end, exchanges } = await drive('order.set-external-key', { id: String(id), key: '0010004711' });
      expect(end).toMatchObject({ do: 'done', output: { changed: true } });
      expect(exchanges.filter(({ result }) => result.outcome === 'ambiguous')).toHaveLength(1);
      expect(exchanges.filter(({ call }) => call.name === 'write')).toHaveLength(1);
      expect((await store.order(id))['CustomKey']).toBe('0010004711');
    },
  );

  it.each(['drop-before', 'server-error', 'timed-out'])(
    'N04 writes again after %s, when the quiet time is over',
    async (kind) => {
      const { store, drive, fault } = await open();
      const id = await store.place('plain');
      await fault(UPDATE, kind);
      const { end, calls } = await drive('order.set-external-key', { id: String(id), key: '0010004711' });
      expect(end).toMatchObject({ do: 'done' });
      const [first, second] = calls.filter((call) => call.name === 'write');
      expect((second?.sentAt ?? 0) - (first?.sentAt ?? 0)).toBeGreaterThanOrEqual(5_000);
      expect((await store.order(id))['CustomKey']).toBe('0010004711');
    },
  );
});

describe('moving an order', () => {
  it('ships with tracking, and mails the shopper once', async () => {
    const { store, output } = await open();
    const id = await store.place('plain');
    const tracking = { number: '1Z999AA10123456784', carrier: 'UPS', shippedAt: '2026-03-04T10:00:00Z' };
    expect(await output('order.set-status', { id: String(id), status: 'Shipped', tracking })).toMatchObject({
      changed: true,
    });
    expect(await output('order.set-status', { id: String(id), status: 'Shipped', tracking })).toMatchObject({
      changed: false,
    });
    expect(await store.order(id)).toMatchObject({ StatusKey: 'Shipped', TrackingNumber: '1Z999AA10123456784' });
    expect((await store.emails(id)).filter((template) => template === 'order-shipped')).toHaveLength(1);
  });

  it.each(['drop-after', 'gateway-timeout', 'html', 'truncated'])(
    'N05 mails once although %s took the answer',
    async (kind) => {
      const { store, drive, fault } = await open();
      const id = await store.place('plain');
      await fault(CONFIRM, kind);
      const { end } = await drive('order.set-status', { id: String(id), status: 'Confirmed' });
      expect(end).toMatchObject({ do: 'done', output: { changed: true } });
      expect((await store.emails(id)).filter((template) => template === 'order-confirmed')).toHaveLength(1);
    },
  );

  it('notices a status that was saved although the answer says no', async () => {
    const { store, drive, fault } = await open();
    const id = await store.place('plain');
    await fault(CONFIRM, 'email-failed');
    const { end } = await drive('order.set-status', { id: String(id), status: 'Confirmed' });
    expect(end).toMatchObject({ do: 'done', output: { status: 'Confirmed', changed: true } });
    expect(end.do === 'done' && end.warnings?.[0]).toContain('e-mail to the customer could not be queued');
  });

  it('gives a refusal of the store on', async () => {
    const { store, drive, fault } = await open();
    const id = await store.place('plain');
    await fault(CONFIRM, 'action-failed');
    const { end } = await drive('order.set-status', { id: String(id), status: 'Confirmed' });
    expect(end).toMatchObject({ do: 'fail', failure: { kind: 'rejected', code: 'clarity.refused' } });
  });

  it('sets silently what would make a purchase order', async () => {
    const { store, output } = await open();
    const id = await store.place('plain');
    await output('order.set-status', { id: String(id), status: 'Backordered' });
    expect(await store.order(id)).toMatchObject({ StatusKey: 'Backordered' });
    expect((await store.emails(id)).filter((template) => template === 'order-backordered')).toHaveLength(0);
  });
});
