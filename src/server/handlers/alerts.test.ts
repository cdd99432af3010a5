import { expect, test } from 'vitest';
import { createServer } from '../server.ts';
import { cookieOf, createFakeWorld } from '../testing/fake-deps.ts';

const headers = { cookie: cookieOf('admin'), origin: 'http://localhost', 'content-type': 'application/json' };
async function put(path: string, body: object) {
  const { app } = createServer(createFakeWorld().deps);
  const response = await app.request(`http://localhost/api/v1/${path}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
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
])('%s with something wrong says what', async (path, body, pointer) => {
  const answer = await put(path, body);
  expect([answer.status, answer.body['errors']]).toEqual([422, [{ pointer, detail: expect.any(String) }]]);
});

test('a chart has its lines, also when nothing has been written yet', async () => {
  const { app } = createServer(createFakeWorld().deps);
  const response = await app.request('http://localhost/api/v1/metrics/series?measure=calls&range=30d', { headers });
  const body = (await response.json()) as { stepSeconds: number; lines: { points: unknown[] }[] };
  expect([body.stepSeconds, body.lines.length, body.lines[0]?.points.length]).toEqual([21_600, 1, 120]);
});
