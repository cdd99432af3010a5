import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';

const LIST = '/Ordering/SalesOrdersForConnect';

describe('logging in', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const base = '/DesktopModules/ClarityEcommerce/API';
  const form = (body: string, headers: Record<string, string> = {}) =>
    store.plain('POST', '/oauth/token', body, { 'content-type': 'application/x-www-form-urlencoded', ...headers });

  test('a session comes with headers, cookies and a bearer token', async () => {
    const { userName, password } = store.credentials;
    const login = await store.plain('POST', `${base}/auth/identity`, { username: userName, PASSWORD: password });
    expect(login.status).toBe(200);
    expect(login.headers.get('x-ss-pid')).toBe(login.body['SessionId']);
    expect(login.headers.get('x-ss-opt')).toBe('perm');
    expect(login.headers.getSetCookie()).toHaveLength(2);
    const bearer = { authorization: `Bearer ${String(login.body['BearerToken'])}` };
    expect((await store.plain('GET', `${base}${LIST}`, undefined, bearer)).status).toBe(200);
    const cookie = { cookie: login.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
    expect((await store.plain('GET', `${base}${LIST}`, undefined, cookie)).status).toBe(200);
  });

  test('a wrong password and an unknown provider get 401 in the shape of the store', async () => {
    const wrong = await store.plain('POST', `${base}/auth/identity`, {
      UserName: store.credentials.userName,
      Password: 'x',
    });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ StatusCode: 401, StatusDescription: 'Unauthorized' });
    expect((await store.plain('POST', `${base}/auth/okta`, {})).status).toBe(401);
  });

  test('without a log-in, or with a stale one, nothing is shown', async () => {
    expect((await store.plain('GET', `${base}/Ordering/SalesOrder/ID/1030`)).status).toBe(401);
    const stale = { 'x-ss-pid': 'gone' };
    expect((await store.plain('GET', `${base}/Ordering/SalesOrder/ID/1030`, undefined, stale)).status).toBe(401);
  });

  test('log-out ends the session', async () => {
    const { userName, password } = store.credentials;
    const login = await store.plain('POST', `${base}/auth/identity`, { UserName: userName, Password: password });
    const session = { 'x-ss-pid': String(login.body['SessionId']) };
    await store.plain('GET', `${base}/auth/logout`, undefined, session);
    expect((await store.plain('GET', `${base}${LIST}`, undefined, session)).status).toBe(401);
  });

  test('the client-credentials grant and the API key work, flagged as assumed', async () => {
    const { clientId, clientSecret, apiKey } = store.credentials;
    const basic = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`;
    const granted = await form('grant_type=client_credentials', { authorization: basic });
    expect(granted.body).toMatchObject({ token_type: 'Bearer', expires_in: 43_200 });
    expect(granted.headers.get('x-assumed')).toBe('1');
    expect((await form(`grant_type=client_credentials&client_id=${clientId}&client_secret=no`)).status).toBe(401);
    expect((await form('grant_type=password')).status).toBe(400);
    const byKey = await store.plain('GET', `${base}${LIST}`, undefined, { 'x-api-key': apiKey });
    expect([byKey.status, byKey.headers.get('x-assumed')]).toEqual([200, '1']);
  });

  test('the assumed parts disappear by setting', async () => {
    await store.plain('POST', '/sandbox/settings', { assumed: false });
    expect((await form('grant_type=client_credentials')).status).toBe(404);
    expect(
      (await store.plain('GET', `${base}${LIST}`, undefined, { 'x-api-key': store.credentials.apiKey })).status,
    ).toBe(401);
    await store.plain('POST', '/sandbox/settings', { assumed: true });
  });

  test('A01 a token runs out after its life', async () => {
    await store.plain('POST', '/sandbox/settings', { tokenSeconds: 0.05 });
    const { clientId, clientSecret } = store.credentials;
    const granted = await form(`grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`);
    await store.plain('POST', '/sandbox/settings', { tokenSeconds: 3_600 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const bearer = { authorization: `Bearer ${String(granted.body['access_token'])}` };
    expect((await store.plain('GET', `${base}${LIST}`, undefined, bearer)).status).toBe(401);
  });

  test('a permission taken away gives 403, and the probes tell', async () => {
    await store.plain('POST', '/sandbox/settings', { deniedPermissions: ['Ordering.SalesOrder.View'] });
    const refused = await store.api('GET', LIST);
    expect([refused.status, refused.body['StatusDescription']]).toEqual([403, 'Forbidden']);
    const probe = (Name: string) => store.api('POST', '/Authentication/CurrentUser/HasPermission', { Name });
    expect((await probe('Ordering.SalesOrder.View')).status).toBe(403);
    expect((await probe('Ordering.SalesOrder.Update')).status).toBe(204);
    await store.plain('POST', '/sandbox/settings', { deniedPermissions: [] });
    const role = await store.api('POST', '/Authentication/CurrentUser/HasRole', { Name: 'Clarity Connect Data' });
    expect(role.status).toBe(204);
    expect((await store.api('GET', '/Contacts/CurrentUser')).body).toMatchObject({ UserName: 'connect@store.test' });
  });

  test('the portals hide keys, upserts, digests and lists for integrations', async () => {
    const { userName, password } = store.credentials;
    const login = await store.plain('POST', `${base}/auth/identity`, { UserName: userName, Password: password });
    const session = { 'x-ss-pid': String(login.body['SessionId']) };
    const admin = (path: string) => store.plain('GET', `${base}-Admin${path}`, undefined, session);
    expect((await admin('/Ordering/SalesOrder/ID/1030')).status).toBe(200);
    for (const hidden of [
      '/Ordering/SalesOrdersForConnect',
      '/Ordering/SalesOrdersDigest',
      '/Ordering/SalesOrder/Key/x',
    ]) {
      expect([hidden, (await admin(hidden)).status]).toEqual([hidden, 404]);
    }
    expect((await store.plain('GET', `${base}-Storefront/Ordering/SalesOrders`, undefined, session)).status).toBe(404);
    expect((await store.plain('GET', `${base}-Storefront/Products/Products`)).status).toBe(200);
  });
});
