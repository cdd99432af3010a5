import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, placeOrder, type Session, stageOrder } from '../testing/session.ts';
import { html } from './html.ts';

let session: Session;
let order: string;
beforeAll(async () => {
  session = await openSession();
  order = await placeOrder(session, { CUNO: 'C100001', CUOR: 'P<script>1', YREF: '"><img src=x>' });
});
afterAll(() => session.sandbox.close());

const open = async (path: string): Promise<string> => (await fetch(`${session.sandbox.url}${path}`)).text();
const press = (path: string, fields: Record<string, string> = {}): Promise<Response> =>
  fetch(`${session.sandbox.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

describe('the pages', () => {
  it('S08 show what others wrote as text only', async () => {
    await session.call('CRS610MI/ChgBasicData', { CUNO: 'C100001', CUNM: '<script>alert(1)</script>' });
    for (const path of ['/', `/orders/${order}`, '/staged?q=<script>', '/customers', '/customers/C100001', '/log']) {
      const text = await open(path);
      expect(text, path).not.toMatch(/<script|<img/);
    }
    expect(await open(`/orders/${order}`)).toContain('P&lt;script&gt;1');
  });

  it('S08 forbid scripts altogether', async () => {
    const response = await fetch(session.sandbox.url);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
  });

  it('find orders by any number or name', async () => {
    expect(await open(`/?q=${order.slice(-5)}`)).toContain(`/orders/${order}`);
    expect(await open('/?q=c100001')).toContain(`/orders/${order}`);
    expect(await open('/?q=nothing-like-it')).toContain('No order matches');
  });

  it('move an order on, stop and release it', async () => {
    const answer = await press(`/orders/${order}/advance`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/orders/${order}`]);
    expect(await open(`/orders/${order}`)).toMatch(/<b>33<\/b> Allocated/);
    await press(`/orders/${order}/stop`);
    expect(await open(`/orders/${order}`)).toContain('Stopped: code 5');
    const refused = await press(`/orders/${order}/advance`, { line: '1' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('release it first')]);
    await press(`/orders/${order}/release`);
    await press(`/orders/${order}/advance`, { line: '1' });
    expect(await open(`/orders/${order}`)).toMatch(/<b>44<\/b> On pick list/);
  });

  it('release and delete staged orders, with the messages of M3', async () => {
    const refused = await stageOrder(session, { CUNO: 'OVERLIM1' });
    await press(`/staged/${refused}/confirm`);
    expect(await open(`/staged/${refused}`)).toContain('Credit limit exceeded for customer OVERLIM1');
    await press(`/staged/${refused}/remove`);
    expect((await fetch(`${session.sandbox.url}/staged/${refused}`)).status).toBe(404);
    const good = await stageOrder(session, {});
    await press(`/staged/${good}/confirm`);
    expect(await open(`/staged/${good}`)).toMatch(/<b>90<\/b> Order created/);
    expect((await press(`/staged/${good}/confirm`)).status).toBe(400);
  });

  it('S09 refuse forms of other sites', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const url = `${session.sandbox.url}/orders/${order}/advance`;
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(403);
  });
});

it('escapes every value but finished pieces', () => {
  const piece = html`<b>${'<&>"\''}</b>`;
  expect(html`${piece}${undefined}${[piece]}${1}`.text).toBe(
    '<b>&lt;&amp;&gt;&quot;&#39;</b><b>&lt;&amp;&gt;&quot;&#39;</b>1',
  );
});

it('names only controls that exist', async () => {
  const own = await openSession();
  await placeOrder(own, {});
  const text = await (await fetch(`${own.sandbox.url}/controls`)).text();
  const posts = [...text.matchAll(/POST (\/sandbox\/[^<]+)<\/code><\/td><td[^>]*>(?:<code>(.*?)<\/code>)?/g)];
  const answers: string[] = [];
  for (const [, path = '', body = ''] of posts) {
    const json = body.replaceAll('&quot;', '"');
    const response = await fetch(`${own.sandbox.url}${path}`, { method: 'POST', body: json });
    answers.push(`${response.status} ${path} ${response.ok ? '' : await response.text()}`.trim());
  }
  await own.sandbox.close();
  expect(answers.length).toBeGreaterThanOrEqual(10);
  // The order of the example stands at 22, so nothing of it can go on from 33.
  expect(answers.filter((answer) => !answer.startsWith('200'))).toEqual([
    '400 /sandbox/orders/0010004711/advance {"error":"nothing of these lines can go on"}',
  ]);
});
