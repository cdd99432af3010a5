import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HookReceiver, startHookReceiver } from '../testing/hook-receiver.ts';
import { openStore, type OpenStore } from '../testing/open-store.ts';

describe('webhooks', () => {
  let hooks: HookReceiver;
  let store: OpenStore;
  beforeEach(async () => {
    hooks = await startHookReceiver();
    store = await openStore({ webhook: { url: hooks.url, secret: hooks.secret } });
    await store.plain('POST', '/sandbox/settings', { retryScale: 0.005 });
  });
  afterEach(async () => {
    await store.close();
    await hooks.close();
  });

  const rule = (kind: string, call = '*') => store.plain('POST', '/sandbox/faults', { rules: [{ call, kind }] });
  const counts = async () => (await store.plain('GET', '/sandbox/ledger')).body['webhooks'];

  test('an order is told with a signature the reference library accepts, thin, with its customer', async () => {
    const id = await store.place('plain');
    await hooks.until(1);
    const { account, accountId, placedAt } = await store.ledgerOrder(id);
    expect(hooks.received[0]).toMatchObject({
      type: 'order.created',
      verified: true,
      body: {
        data: {
          store: 'main-us',
          entity: 'SalesOrder',
          id,
          key: null,
          href: `/Ordering/SalesOrder/ID/${id}`,
          changed: [],
          snapshot: null,
          account: { id: accountId, key: account },
        },
      },
    });
    expect(Date.parse(hooks.received[0]?.body.timestamp ?? '')).toBeGreaterThanOrEqual(Date.parse(String(placedAt)));
  });

  test('a guest order says so', async () => {
    await store.place('guest');
    await hooks.until(1);
    expect(hooks.received[0]?.body.data).toMatchObject({ account: null, guest: true });
  });

  test('a failed attempt is repeated with the same id and a fresh signature', async () => {
    hooks.answers.push({ status: 500 }, { status: 302, headers: { location: 'http://127.0.0.1:9/' } });
    await store.place('plain');
    await hooks.until(2);
    await store.plain('POST', '/sandbox/settings', { retryScale: 0.0001 });
    await hooks.until(3);
    expect(new Set(hooks.received.map((message) => message.id)).size).toBe(1);
    expect(hooks.received.every((message) => message.verified)).toBe(true);
    await expect.poll(counts).toMatchObject({ sent: 3, delivered: 1, pending: 0 });
  });

  test('410 switches the endpoint off', async () => {
    hooks.answers.push({ status: 410 });
    await store.place('plain');
    await expect.poll(counts).toMatchObject({ failed: 1 });
    expect((await store.api('GET', '/webhooks/endpoints')).body).toEqual([
      expect.objectContaining({ disabled: true, disabledReason: 'the endpoint answered 410 Gone' }),
    ]);
    await store.place('plain');
    expect(hooks.received).toHaveLength(1);
  });

  test('the integration’s own changes are told only when it asks; a clerk’s always', async () => {
    const id = await store.place('plain');
    await store.api('PATCH', `/Ordering/SalesOrder/Confirm/${id}`);
    await fetch(`${store.url}/back-office/orders/${id}`, {
      method: 'POST',
      body: new URLSearchParams({ action: 'Hold' }),
      redirect: 'manual',
    });
    await hooks.until(2);
    expect(hooks.received[1]?.body).toMatchObject({
      type: 'order.status_changed',
      data: { status: { old: 'Confirmed', new: 'On Hold' }, changed: ['StatusKey'], actor: 'clerk@store.test' },
    });
    await store.api('PATCH', '/webhooks/endpoints/1', { ownChanges: true });
    await store.api('PATCH', `/Ordering/SalesOrder/Void/${id}`);
    await hooks.until(3);
    expect(hooks.received[2]?.body).toMatchObject({ type: 'order.cancelled', data: { actor: 'connect@store.test' } });
  });

  test('W03 a duplicate arrives twice with one id', async () => {
    await rule('duplicate');
    await store.place('plain');
    await hooks.until(2);
    expect(hooks.received[0]?.id).toBe(hooks.received[1]?.id);
  });

  test('W01 a bad signature is refused once and right at the repeat', async () => {
    await rule('bad-signature', 'order.created');
    await store.place('plain');
    await hooks.until(2);
    expect(hooks.received.map((message) => message.verified)).toEqual([false, true]);
  });

  test('W05 a held-back message arrives after the next one', async () => {
    await rule('out-of-order');
    const first = await store.place('plain');
    const second = await store.place('plain');
    await hooks.until(2);
    expect(hooks.received.map((message) => message.body.data['id'])).toEqual([second, first]);
  });

  test('W10 a dropped message never arrives and is counted', async () => {
    await rule('dropped');
    await store.place('plain');
    expect(await counts()).toMatchObject({ sent: 0, dropped: 1, pending: 0 });
  });

  test('endpoints are managed, tested and rotated; the secret is shown once', async () => {
    const wrong = await store.api('POST', '/webhooks/endpoints', { url: 'ftp://x', colour: 'red' });
    expect([wrong.status, wrong.headers.get('x-assumed')]).toEqual([400, '1']);
    const made = await store.api('POST', '/webhooks/endpoints', {
      url: hooks.url,
      secret: hooks.secret,
      eventTypes: ['order.created'],
    });
    expect(made.body).toMatchObject({ id: 2, secret: hooks.secret });
    expect((await store.api('GET', '/webhooks/endpoints/2')).text).not.toContain('whsec_');
    await store.api('POST', '/webhooks/endpoints/2/test');
    await hooks.until(1);
    expect(hooks.received[0]).toMatchObject({ type: 'webhook.test', verified: true });
    const rotated = await store.api('POST', '/webhooks/endpoints/2/rotate-secret');
    expect(rotated.body['secret']).not.toBe(hooks.secret);
    await store.api('DELETE', '/webhooks/endpoints/1');
    // W12: for a day messages are signed with both secrets, so the receiver with the old one still accepts.
    await store.place('plain');
    await hooks.until(2);
    expect(hooks.received[1]?.verified).toBe(true);
  });

  test('messages can be listed, sent again and recovered by hand', async () => {
    hooks.answers.push({ status: 410 });
    await store.place('plain');
    await expect.poll(counts).toMatchObject({ failed: 1 });
    await store.api('PATCH', '/webhooks/endpoints/1', { disabled: false });
    const failed = (await store.api('GET', '/webhooks/messages?status=failed')).body as unknown as {
      messageId: string;
    }[];
    expect(failed).toHaveLength(1);
    await store.api('POST', `/webhooks/messages/${failed[0]?.messageId}/resend`);
    await expect.poll(counts).toMatchObject({ delivered: 1, failed: 0 });
    const recovered = await store.api('POST', '/webhooks/endpoints/1/recover', { since: '2020-01-01T00:00:00Z' });
    expect(recovered.body).toEqual({ resent: 0 });
  });

  test('what was pending is sent after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-sandbox-'));
    const closed = await openStore({
      dataFolder: folder,
      webhook: { url: 'http://127.0.0.1:9/', secret: hooks.secret },
    });
    await closed.plain('POST', '/sandbox/settings', { retryScale: 0.005 });
    const id = await closed.place('plain');
    await closed.close();
    const again = await openStore({ dataFolder: folder });
    const endpoints = (await again.api('GET', '/webhooks/endpoints')).body as unknown as { id: number }[];
    await again.api('PATCH', `/webhooks/endpoints/${endpoints[0]?.id}`, { url: hooks.url });
    await again.api('POST', `/webhooks/endpoints/${endpoints[0]?.id}/recover`, { since: '2020-01-01' });
    await hooks.until(1);
    expect(hooks.received[0]?.body.data['id']).toBe(id);
    await again.close();
    await rm(folder, { recursive: true });
  });
});
