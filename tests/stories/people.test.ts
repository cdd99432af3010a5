import { describe, expect, test } from 'vitest';
import type { Client } from '../../src/api/client.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import { useInstance } from './instance.ts';
import { held } from './landed.ts';
import { becomeAdmin, firstLinkToken, openBrowser, PASSWORD } from './people.ts';

/** From the first start to a team: one-time links, passwords, and what each role may do. */

const shop = useInstance();
let admin: Client;

/** Invites somebody and signs them in by their own link. */
async function invite(role: 'viewer' | 'operator', email: string): Promise<Client> {
  const { link } = dataOf(await admin.createUser({ body: { name: `The ${role}`, email, role } }));
  const browser = openBrowser(shop.server.url);
  dataOf(await browser.acceptWelcome({ body: { token: link.path.split('token=')[1] ?? '', password: PASSWORD } }));
  return browser;
}

describe('the first sign-in', () => {
  test('nobody is let in before it', async () => {
    const stranger = openBrowser(shop.server.url);
    expect(await stranger.listRuns()).toMatchObject({ ok: false, problem: { status: 401, code: 'session.missing' } });
  });

  test('S10 the printed link sets a password and signs in, once; a weak password does not use it up', async () => {
    const token = await firstLinkToken(shop);
    const browser = openBrowser(shop.server.url);
    expect(dataOf(await browser.checkWelcome({ body: { token } }))).toMatchObject({
      purpose: 'first-admin',
      role: 'admin',
    });
    const first = { token, name: 'First Admin', email: 'admin@example.test' };
    expect(await browser.acceptWelcome({ body: { ...first, password: 'password1234' } })).toMatchObject({ ok: false });
    admin = await becomeAdmin(shop);
    expect(dataOf(await admin.getSession())).toMatchObject({ user: { role: 'admin', email: 'admin@example.test' } });
    expect(await openBrowser(shop.server.url).acceptWelcome({ body: { ...first, password: PASSWORD } })).toMatchObject({
      ok: false,
      problem: { status: 410, code: 'welcome.gone' },
    });
  });

  test('S19 a signed-out session is over on the server, and the password opens a new one', async () => {
    const browser = openBrowser(shop.server.url);
    const wrong = await browser.signIn({ body: { email: 'admin@example.test', password: 'not the password at all' } });
    const nobody = await browser.signIn({
      body: { email: 'nobody@example.test', password: 'not the password at all' },
    });
    expect(wrong).toMatchObject({ ok: false, problem: { status: 401, code: 'session.refused' } });
    expect(nobody).toMatchObject({ ok: false, problem: { status: 401, code: 'session.refused' } });
    dataOf(await browser.signIn({ body: { email: 'admin@example.test', password: PASSWORD } }));
    const stolen = new Map(browser.cookies);
    dataOf(await browser.getSession());
    dataOf(await browser.signOut());
    const cookie = [...stolen].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await fetch(`${shop.server.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('roles', () => {
  test('S11 a viewer sees everything and changes nothing; an operator retries; an admin does both', async () => {
    const run = await held(shop, await shop.place('total-off'));
    const viewer = await invite('viewer', 'viewer@example.test');
    const operator = await invite('operator', 'operator@example.test');
    for (const person of [viewer, operator, admin]) {
      expect(dataOf(await person.getRun({ params: { id: run.id } })).state).toBe('held');
    }
    const retry = (person: Client) => person.retryRun({ params: { id: run.id }, body: {} });
    const forbidden = { ok: false, problem: { status: 403, code: 'session.forbidden' } };
    expect(await retry(viewer)).toMatchObject(forbidden);
    expect(await viewer.cancelRun({ params: { id: run.id }, body: { reason: 'no' } })).toMatchObject(forbidden);
    expect(await viewer.pauseConnection({ params: { name: 'm3' }, body: { reason: 'no' } })).toMatchObject(forbidden);
    expect(await operator.listAudit()).toMatchObject(forbidden);
    expect(await operator.deleteConnection({ params: { name: 'm3' } })).toMatchObject(forbidden);
    expect(await operator.createUser({ body: { name: 'X', email: 'x@example.test', role: 'admin' } })).toMatchObject(
      forbidden,
    );
    const actions = dataOf(await viewer.listRunActions({ params: { id: run.id } })).items;
    expect(actions.filter((action) => action.allowed)).toEqual([]);
    dataOf(await retry(operator));
    await held(shop, Number(run.facts.order));
    const audit = dataOf(await admin.listAudit({ query: { subject: `run ${run.id}` } }));
    expect(audit.items).toMatchObject([{ action: 'run.retry', by: expect.stringContaining('operator') }]);
  });

  test('S09 a change from another site is refused, cookie or not', async () => {
    const response = await fetch(`${shop.server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      body: JSON.stringify({ email: 'admin@example.test', password: PASSWORD }),
    });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
