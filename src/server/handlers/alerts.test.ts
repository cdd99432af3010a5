import { expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld } from '../testing/fake-deps.ts';

const headers = { cookie: cookieOf('admin'), origin: 'http://localhost', 'content-type': 'application/json' };
async function put(path: string, body: object) {
  return await ask('PUT', path, body);
}
async function ask(method: string, path: string, body?: object) {
  const world = createFakeWorld();
  const { app } = createServer(world.deps);
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await app.request(`http://localhost/api/v1/${path}`, init);
  const text = await response.text();
  const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, body: answer, audit: world.audit.map(({ action }) => action) };
}
const webhook = { kind: 'webhook', title: 'Ops', settings: { url: 'https://ops.example/hook' } };

test('a webhook without a signing secret gets one, which is shown once', async () => {
  const { status, body } = await put('alert-channels/new', webhook);
  expect([status, body['newSecret']]).toEqual([200, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
  const own = { ...webhook, secrets: { secret: `whsec_${'A'.repeat(32)}` } };
  expect((await put('alert-channels/new', own)).body).not.toHaveProperty('newSecret');
});

test.each([
  ['alert-channels/x', { ...webhook, settings: { url: 'nowhere' } }, '/body/settings/url'],
  ['alert-channels/x', { ...webhook, settings: { ...webhook.settings, hots: 'a' } }, '/body/settings/hots'],
  [
    'alert-channels/x',
    { kind: 'slack', title: 'S', settings: { url: 'https://hooks.slack.example' } },
    '/body/settings/url',
  ],
  ['alert-channels/x', { kind: 'slack', title: 'S', settings: {} }, '/body/settings/url'],
  [
    'alert-channels/x',
    { kind: 'email', title: 'M', settings: { host: 'h', from: 'a@b.example\r\nBcc: c@d', to: ['a@b.example'] } },
    '/body/settings/from',
  ],
  [
    'alert-channels/x',
    { kind: 'email', title: 'M', settings: { host: 'h', from: 'a@b.example', to: ['nobody'] } },
    '/body/settings/to',
  ],
  [
    'alert-rules/x',
    { kind: 'silence', title: 'S', enabled: true, severity: 'warning', values: { minutes: 1 } },
    '/body/values/minutes',
  ],
  [
    'alert-rules/x',
    { kind: 'silence', title: 'S', enabled: true, severity: 'warning', values: {}, channels: ['ops', 'opz'] },
    '/body/channels/1',
  ],
])('%s with something wrong says what', async (path, body, pointer) => {
  const answer = await put(path, body);
  expect([answer.status, answer.body['errors']]).toEqual([422, [{ pointer, detail: expect.any(String) }]]);
});

test('a rule names channels that are there, and a channel that rules name is not removed', async () => {
  const rule = { kind: 'silence', title: 'S', enabled: true, severity: 'warning', values: {} };
  expect((await put('alert-rules/x', { ...rule, channels: ['ops'] })).status).toBe(200);
  expect((await put('alert-rules/x', { ...rule, channels: ['opz'] })).body).toMatchObject({
    code: 'alert-rule.invalid',
    detail: 'There is no alert channel opz, only ops. Name one that is there, or leave the list out to tell all.',
  });
  expect(await ask('DELETE', 'alert-channels/named')).toMatchObject({
    status: 409,
    body: {
      code: 'alert-channel.in-use',
      detail: 'The alert rules late, held name the channel named: nobody would be told.',
      remedy: expect.stringContaining('another channel'),
    },
    audit: [],
  });
  expect(await ask('DELETE', 'alert-channels/gone')).toMatchObject({ status: 404, audit: [] });
  expect(await ask('DELETE', 'alert-channels/ops')).toMatchObject({ status: 204, audit: ['alert-channel.remove'] });
});

test('a chart has its lines, also when nothing has been written yet', async () => {
  const { app } = createServer(createFakeWorld().deps);
  const response = await app.request('http://localhost/api/v1/metrics/series?measure=calls&range=30d', { headers });
  const body = (await response.json()) as { stepSeconds: number; lines: { points: unknown[] }[] };
  expect([body.stepSeconds, body.lines.length, body.lines[0]?.points.length]).toEqual([21_600, 1, 120]);
});
