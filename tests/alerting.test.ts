import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { alertEgress } from '../src/app/alert-egress.ts';
import { type AlertingDeps, lookOnce, tellDue } from '../src/monitor/alerting/start.ts';
import { testChannel } from '../src/monitor/alerting/test-channel.ts';
import { createLog } from '../src/monitor/log.ts';
import { createAlertDesk } from '../src/store/alert/desk.ts';
import { createSightReads } from '../src/store/alert/sight-reads.ts';
import { createAlertWork } from '../src/store/alert/work.ts';
import { dayOfId, newId } from '../src/store/ids.ts';
import { newMasterKeyText, parseKeyRing } from '../src/store/secrets/master-key.ts';
import { createTestDatabase, type TestDatabase } from '../src/store/test-database.ts';

/** From a held run to the mail: rules, grouping, signatures, retries, over real sockets and the real database. */

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
let database: TestDatabase;
let pool: pg.Pool;
let sink: Server;
let url = '';
let answers: number[] = [];
let got: { headers: Record<string, string>; body: string }[] = [];
const closers: (() => void)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 8 });
  sink = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      got.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => {
    sink.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/hook`;
});
beforeEach(async () => {
  answers = [];
  got = [];
  await pool.query('TRUNCATE runs, alerts, alert_messages, alert_rules, alert_channels CASCADE');
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(async () => {
  sink.closeAllConnections();
  sink.close();
  await pool.end();
  await database.drop();
});

const ring = parseKeyRing(newMasterKeyText(), 'the test');
function process(parts: Partial<AlertingDeps> = {}): AlertingDeps {
  return {
    tenant: 't',
    environment: 'test',
    consoleUrl: 'https://bridge.example',
    work: createAlertWork(pool),
    desk: createAlertDesk(pool, ring),
    sight: createSightReads(pool, 'UTC'),
    sending: alertEgress(Date.now),
    log: createLog({ level: 'silent' }),
    ...parts,
  };
}
const rule = {
  name: 'held',
  kind: 'held-age',
  title: 'Held work',
  enabled: true,
  severity: 'warning',
  values: { minutes: 1 },
} as const;
async function prepare(deps: AlertingDeps) {
  await deps.desk.saveRule('t', rule, 'ann');
  const channel = {
    name: 'ops',
    kind: 'webhook',
    title: 'Ops',
    enabled: true,
    settings: { url, allowPrivateNetwork: true },
  } as const;
  await deps.desk.saveChannel('t', channel, { secret: SECRET }, 'ann');
}
async function hold(code: string, minutesAgo = 5) {
  const id = newId();
  const failure = { kind: 'missing', code, message: 'm' };
  await pool.query(
    `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state, hold, facts, updated_at)
    VALUES ($1, 't', $2, $1, $1, 'order-to-cash', 'held', $3, $4, now() - $5 * interval '1 minute')`,
    [
      id,
      dayOfId(id),
      JSON.stringify({ queue: 'items', failure }),
      JSON.stringify({ amount: '10.50', currency: 'EUR' }),
      minutesAgo,
    ],
  );
}
/** What would be due in a while is due now. */
const hurry = () => pool.query(`UPDATE alert_messages SET due_at = now() WHERE state = 'queued'`);
const quiet = () => pool.query(`UPDATE alerts SET seen_at = seen_at - interval '2 minutes'`);
interface Told {
  readonly type: string;
  readonly data: {
    readonly alerts: readonly { readonly state: string; readonly summary: string; readonly url: string }[];
  };
}
const bodies = (): Told[] => got.map(({ body }) => JSON.parse(body) as Told);

test('a rule fires: one signed message with a link to the very list, however many processes look and tell', async () => {
  const deps = [process(), process(), process()];
  await prepare(deps[0] as AlertingDeps);
  await hold('m3.item-not-found');
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(deps.map(lookOnce));
    await hurry();
    await Promise.all(deps.map(tellDue));
  }
  expect(got).toHaveLength(1);
  const [first] = got;
  const verified = new Webhook(SECRET).verify(first?.body ?? '', first?.headers ?? {}) as Told;
  expect(verified).toMatchObject({
    type: 'alert.fired',
    data: {
      environment: 'test',
      alerts: [
        {
          state: 'firing',
          summary: '1 run of order-to-cash held for m3.item-not-found, the oldest for 5 min',
          url: 'https://bridge.example/orders?flow=order-to-cash&code=m3.item-not-found&state=held',
        },
      ],
    },
  });
});

test('it ends by itself: one message of the end, and what comes again fires again', async () => {
  const deps = process();
  await prepare(deps);
  await hold('m3.item-not-found');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  await pool.query('DELETE FROM runs');
  await lookOnce(deps);
  expect((await deps.desk.listAlerts('t', { limit: 10 })).items).toMatchObject([{ state: 'firing' }]);
  await quiet();
  await lookOnce(deps);
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  await hold('m3.item-not-found');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  expect(bodies().map(({ type }) => type)).toEqual(['alert.fired', 'alert.ended', 'alert.fired']);
  const { items } = await deps.desk.listAlerts('t', { limit: 10 });
  expect(items.map(({ state }) => state)).toEqual(['firing', 'ended']);
});

test('many causes at one moment are one message, and an acknowledged alert is told no more until it ends', async () => {
  const deps = process();
  await prepare(deps);
  for (const code of ['m3.a', 'm3.b', 'm3.c']) await hold(code);
  await lookOnce(deps);
  await hold('m3.d');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  expect(bodies().map(({ data }) => data.alerts.length)).toEqual([4]);
  const { items } = await deps.desk.listAlerts('t', { states: ['firing'], limit: 10 });
  expect(await deps.desk.acknowledge('t', items[0]?.id ?? '', 'ann', 'on it')).toBe(true);
  await lookOnce(deps);
  const after = await deps.desk.listAlerts('t', { states: ['acknowledged'], limit: 10 });
  expect(after.items).toMatchObject([{ acknowledgedBy: 'ann', note: 'on it' }]);
  await hurry();
  await tellDue(deps);
  expect(got).toHaveLength(1);
});

test('what fired and ended before anybody could be told is one line', async () => {
  const deps = process();
  await prepare(deps);
  await hold('m3.a');
  await lookOnce(deps);
  await pool.query('DELETE FROM runs');
  await quiet();
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  expect(bodies().map(({ type, data }) => [type, data.alerts.length])).toEqual([['alert.ended', 1]]);
});

/** Retries that are due in half an hour, as after three failures. */
const later = () => pool.query(`UPDATE alert_messages SET due_at = now() + interval '30 minutes' WHERE tries > 0`);

test('O13: a firing that could not be told is not told after its end', async () => {
  const deps = process();
  await prepare(deps);
  answers = [503];
  await hold('m3.a');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  await later();
  await hold('m3.b');
  await pool.query(`DELETE FROM runs WHERE hold->'failure'->>'code' = 'm3.a'`);
  await quiet();
  await lookOnce(deps);
  await pool.query(`UPDATE alert_messages SET due_at = now() WHERE tries = 0`);
  await tellDue(deps);
  expect(
    bodies()[1]
      ?.data.alerts.map(({ state }) => state)
      .toSorted(),
  ).toEqual(['ended', 'firing']);
  // The channel takes messages again: what waited for it is looked at now, and has nothing to say any more.
  await tellDue(deps);
  expect(got).toHaveLength(2);
  const { rows } = await pool.query(`SELECT state FROM alert_messages ORDER BY id`);
  expect(rows).toEqual([{ state: 'sent' }, { state: 'sent' }]);
});

test('O13: what a channel did not take is sent as soon as it takes something, and not what is under way', async () => {
  const deps = process();
  await prepare(deps);
  answers = [503];
  await hold('m3.a');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  await later();
  await hold('m3.b');
  await lookOnce(deps);
  await pool.query(`UPDATE alert_messages SET due_at = now() WHERE tries = 0`);
  await tellDue(deps);
  await tellDue(deps);
  const ids = got.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(3);
  expect([ids[0] === ids[2], new Set(ids).size]).toEqual([true, 2]);
  const { rows } = await pool.query(`SELECT tries FROM alert_messages WHERE state = 'sent' ORDER BY id`);
  expect(rows).toEqual([{ tries: 2 }, { tries: 1 }]);
  // Somebody else sends this one just now.
  await pool.query(`UPDATE alert_messages SET state = 'queued', tries = 3, due_at = now() + interval '80 seconds'`);
  await deps.work.hurry('t', 'ops');
  expect(await deps.work.takeDue(10)).toEqual([]);
});

test('a channel that a rule names stays; a rule that names only channels of long ago tells everybody', async () => {
  const deps = process();
  await prepare(deps);
  const { desk } = deps;
  await desk.saveRule('t', { ...rule, channels: ['ops'] }, 'ann');
  await desk.saveRule('t', { ...rule, name: 'a-second', channels: ['mail', 'ops'] }, 'ann');
  expect(await desk.removeChannel('t', 'ops')).toEqual({ namedBy: ['a-second', 'held'] });
  expect(await desk.removeChannel('t', 'mail')).toBe('missing');
  expect((await desk.listChannels('t')).map(({ name }) => name)).toEqual(['ops']);
  await desk.removeRule('t', 'a-second');
  await desk.saveRule('t', { ...rule, channels: ['gone'] }, 'ann');
  await hold('m3.a');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  expect(got).toHaveLength(1);
  expect(await desk.removeChannel('t', 'ops')).toBe('removed');
  expect(await desk.removeChannel('t', 'ops')).toBe('missing');
});

test('O13: a channel that is down gets the same message again, the other channel has it at once', async () => {
  const deps = process();
  await prepare(deps);
  const mail = await startMailServer();
  await deps.desk.saveChannel(
    't',
    { name: 'mail', kind: 'email', title: 'Mail', enabled: true, settings: mail.settings },
    {},
    'ann',
  );
  answers = [503, 200];
  await hold('m3.a');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]).toMatch(/Subject: \[Landbridge\] Alert \(test\): Held work\r\n/);
  expect(mail.mails[0]).toContain('https://bridge.example/orders?flow=3Dorder-to-cash');
  await tellDue(deps);
  expect(got).toHaveLength(1);
  await hurry();
  await tellDue(deps);
  await hurry();
  await tellDue(deps);
  expect(got).toHaveLength(2);
  expect(got[1]?.headers['webhook-id']).toBe(got[0]?.headers['webhook-id']);
  expect(mail.mails).toHaveLength(1);
});

test('a receiver that says no for good is not asked again, and the channel shows it', async () => {
  const deps = process();
  await prepare(deps);
  answers = [404];
  await hold('m3.a');
  await lookOnce(deps);
  await hurry();
  await tellDue(deps);
  await hurry();
  await tellDue(deps);
  expect(got).toHaveLength(1);
  expect((await deps.desk.listChannels('t'))[0]?.lastResult).toMatchObject({
    ok: false,
    message: 'Refused with HTTP 404.',
  });
  expect(await deps.desk.countLost('t')).toBe(1);
});

test('the test button sends over Slack and Teams addresses, which are kept as secrets', async () => {
  const deps = process();
  for (const kind of ['slack', 'teams'] as const) {
    const channel = { name: kind, kind, title: kind, enabled: true, settings: { allowPrivateNetwork: true } };
    const saved = await deps.desk.saveChannel('t', channel, { url }, 'ann');
    expect(JSON.stringify(saved)).not.toContain(url);
    expect(await testChannel(deps, kind)).toMatchObject({ ok: true });
  }
  expect(await testChannel(deps, 'nobody')).toBeUndefined();
  const [slack, teams] = got.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(slack).toMatchObject({ text: 'Test (test): This is a test' });
  expect(teams).toMatchObject({ type: 'message' });
  const stored = await pool.query('SELECT * FROM alert_channels');
  expect(JSON.stringify(stored.rows)).not.toContain(url);
});

test('S08: an address in a private network is not called unless the channel says so', async () => {
  const deps = process();
  const channel = { name: 'ops', kind: 'slack', title: 'Ops', enabled: true, settings: {} } as const;
  await deps.desk.saveChannel('t', channel, { url: url.replace('http:', 'https:') }, 'ann');
  expect(await testChannel(deps, 'ops')).toMatchObject({
    ok: false,
    message: expect.stringContaining('address-forbidden'),
  });
  expect(got).toEqual([]);
});

/** As much of an SMTP server as one mail needs (RFC 5321). */
async function startMailServer() {
  const mails: string[] = [];
  const server = createSocketServer((socket) => {
    let reading = false;
    let text = '';
    socket.write('220 test ESMTP\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (reading) {
        const end = text.indexOf('\r\n.\r\n');
        if (end < 0) return;
        mails.push(text.slice(0, end));
        [text, reading] = [text.slice(end + 5), false];
        socket.write('250 taken\r\n');
      }
      for (let at = text.indexOf('\r\n'); at >= 0 && !reading; at = text.indexOf('\r\n')) {
        const line = text.slice(0, at);
        text = text.slice(at + 2);
        reading = line === 'DATA';
        socket.write(reading ? '354 go on\r\n' : line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const settings = { host: '127.0.0.1', port, security: 'none', from: 'bridge@example.com', to: ['ops@example.com'] };
  return { mails, settings };
}
