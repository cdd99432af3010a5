import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../core/operation.ts';
import { onExchange } from '../kit/exchanges.ts';
import { FAULT_KINDS, type FaultKind } from '../kit/sandbox/faults.ts';
import { m3Connector } from './connector.ts';
import { openRig, type Rig } from './testing/rig.ts';
import { asRequest, type MiTransactionCall } from './wire/request.ts';
import { readM3Settings } from './setup/settings.ts';

const read = (record: Record<string, string> = { CUNO: 'C100001' }): Call => ({
  name: 'read',
  effect: 'read',
  request: asRequest({ program: 'CRS610MI', transactions: [{ transaction: 'GetBasicData', record, needs: ['CUNO'] }] }),
});
const stage = (record: Record<string, string> = { CUNO: 'C100001', CUOR: 'WEB-1' }): Call => ({
  name: 'stage',
  effect: 'write',
  request: asRequest({ program: 'OIS100MI', transactions: [{ transaction: 'AddBatchHead', record, needs: ['ORNO'] }] }),
});
const lines = (...items: string[]): Call => ({
  name: 'fill',
  effect: 'write',
  request: asRequest({
    program: 'OIS100MI',
    transactions: items.map(
      (ITNO): MiTransactionCall => ({ transaction: 'AddBatchLine', record: { ORNO: '0000100001', ITNO, ORQT: '1' } }),
    ),
  }),
});

describe('over a real socket', () => {
  let rig: Rig;
  const send = (call: Call) => rig.client.send(call, {});
  beforeEach(async () => {
    rig = await openRig({ writeTimeout: '700ms', readTimeout: '700ms' });
  });
  afterEach(() => rig.close());

  it('reads, writes, and keeps one token and few sockets', async () => {
    expect(await send(read())).toMatchObject({ outcome: 'applied' });
    expect(await send(stage())).toMatchObject({
      outcome: 'applied',
      reply: { results: [{ records: [{ ORNO: '0000100001' }] }] },
    });
    expect((await rig.ledger()).tokens).toBe(2); // the session of the test and the connection
  });

  /** What the caller sees for each fault, and whether the effect is there. */
  const seen: Readonly<Record<FaultKind, readonly [read: string, write: string, effects: number]>> = {
    'drop-before': ['not-sent unreachable', 'ambiguous uncertain', 0], // N01 N05
    'drop-after': ['not-sent unreachable', 'ambiguous uncertain', 1], // N02 N06
    'late-effect': ['not-sent unreachable', 'ambiguous uncertain', 0], // N03
    'gateway-timeout': ['not-sent unreachable', 'ambiguous uncertain', 1],
    throttle: ['not-sent throttled', 'refused throttled', 0], // N13
    unavailable: ['not-sent unreachable', 'ambiguous uncertain', 0], // N15
    'server-error': ['not-sent unreachable', 'ambiguous uncertain', 0],
    slow: ['applied', 'applied', 1],
    html: ['not-sent unreachable', 'ambiguous uncertain', 1], // N16
    truncated: ['not-sent unreachable', 'ambiguous uncertain', 1], // N17
  };
  it.each(FAULT_KINDS)('N01 N02 N03 N05 N06 N13 N15 N16 N17: %s', async (kind) => {
    const [onRead, onWrite, effects] = seen[kind];
    await send(read());
    await rig.fault('CRS610MI/GetBasicData', kind);
    await rig.fault('OIS100MI/bulk', kind);
    const results = [await send(read()), await send(stage())];
    expect(results.map(({ outcome, failure }) => [outcome, failure?.kind].filter(Boolean).join(' '))).toEqual([
      onRead,
      onWrite,
    ]);
    expect((await rig.ledger()).drafts).toHaveLength(effects);
    if (kind === 'throttle') expect(results.map(({ failure }) => failure?.retryAfterMs)).toEqual([1_000, 1_000]);
    if (kind === 'html')
      expect(results[1]?.failure?.evidence).toMatchObject({
        status: 200,
        contentType: expect.stringContaining('html'),
      });
  });

  it('N07: an answer that does not come in time', async () => {
    await rig.settings({ latencyMs: 5_000 });
    expect(await send(stage())).toMatchObject({ outcome: 'ambiguous', failure: { evidence: { reason: 'deadline' } } });
    expect(await send(read())).toMatchObject({ outcome: 'not-sent' });
  });

  it('N04: nobody listens', async () => {
    const client = rig.open({ gatewayUrl: 'http://127.0.0.1:1' });
    expect(await client.send(stage(), {})).toMatchObject({
      outcome: 'not-sent',
      failure: { code: 'connection.unreachable' },
    });
  });

  it('N24: M3 says no with HTTP 200, or with 400 on other hosts', async () => {
    for (const nokStatus of [200, 400] as const) {
      await rig.settings({ nokStatus });
      expect(await send(stage({ CUNO: 'NOBODY' }))).toMatchObject({
        outcome: 'refused',
        failure: { code: 'm3.customer-not-found', record: 'customer NOBODY', evidence: { messageId: 'WCU0203' } },
      });
    }
  });

  it('N25: a bulk call that is cut off', async () => {
    await send(stage());
    await rig.control('faults', { bulkCut: { program: 'OIS100MI', after: 2, times: 1 } });
    const { outcome, reply } = await send(lines('PUMP-1001', 'NOITEM', 'PUMP-1001'));
    expect(outcome).toBe('applied');
    expect(reply).toMatchObject({
      results: [{ records: [{ PONR: '1' }] }, { error: { meaning: 'm3.item-not-found' } }, { notProcessed: true }],
    });
    await rig.control('faults', { bulkCut: { program: 'OIS100MI', after: 0, times: 1 } });
    expect(await send(lines('PUMP-1001'))).toMatchObject({ outcome: 'not-sent' });
  });

  it('an unknown transaction, also where the host says nothing', async () => {
    const unknown = {
      ...read(),
      request: asRequest({ program: 'CMS100MI', transactions: [{ transaction: 'LstX', record: {} }] }),
    };
    for (const emptyUnknown of [false, true]) {
      await rig.settings({ emptyUnknown });
      expect(await send(unknown)).toMatchObject({ outcome: 'refused', failure: { code: 'm3.transaction-unknown' } });
    }
  });

  it('a call that does not fit the tables is not sent', async () => {
    const before = (await rig.ledger()).calls;
    expect(await send(stage({ CUOR: 'x' }))).toMatchObject({
      outcome: 'refused',
      failure: { code: 'm3.call-invalid', evidence: { m3Field: 'CUNO' } },
    });
    expect(await send({ ...stage(), request: {} })).toMatchObject({
      outcome: 'refused',
      failure: { code: 'm3.call-invalid' },
    });
    expect((await rig.ledger()).calls).toEqual(before);
  });

  it('v1 hosts are understood', async () => {
    await rig.settings({ useV1Only: true });
    const client = rig.open({ apiVersion: 'v1' });
    expect(await client.send(read(), {})).toMatchObject({
      outcome: 'applied',
      reply: { results: [{ records: [{ CUNO: 'C100001' }] }] },
    });
    expect(await client.send(stage({ CUNO: 'NOBODY' }), {})).toMatchObject({
      outcome: 'refused',
      failure: { code: 'm3.customer-not-found' },
    });
  });

  describe('signing in', () => {
    it('A01 A02: a token that has ended is renewed once, and the call goes on', async () => {
      await send(read());
      await rig.control('tokens/revoke', {});
      expect(await send(stage())).toMatchObject({ outcome: 'applied' });
      expect((await rig.ledger()).drafts).toHaveLength(1);
    });

    it('A02: a token that is refused again is a refused login', async () => {
      await rig.settings({ tokenLifeSeconds: 0 });
      expect(await send(read())).toMatchObject({
        outcome: 'refused',
        failure: { kind: 'unauthorized', code: 'connection.login-refused' },
      });
    });

    it('A03: a client that was switched off stops the connection without hammering', async () => {
      await rig.settings({ clientEnabled: false });
      const labels: string[] = [];
      const stop = onExchange(({ label }) => labels.push(label));
      const results = await Promise.all([send(read()), send(stage()), send(read())]);
      await send(read());
      stop();
      for (const { failure } of results)
        expect(failure).toMatchObject({
          kind: 'unauthorized',
          evidence: { error: expect.stringContaining('invalid_client') },
        });
      expect(labels).toEqual(['token']);
    });

    it('A04: fifty calls at once ask for one token', async () => {
      const before = (await rig.ledger()).tokens;
      await Promise.all(Array.from({ length: 50 }, () => send(read())));
      expect((await rig.ledger()).tokens).toBe(before + 1);
    });

    it('A05: a login server that is down only delays this connection', async () => {
      const client = rig.open({ tokenUrl: 'http://127.0.0.1:1/as/token' });
      expect(await client.send(stage(), {})).toMatchObject({ outcome: 'not-sent', failure: { kind: 'unreachable' } });
      expect(await send(read())).toMatchObject({ outcome: 'applied' });
    });

    it('A11: another company is refused', async () => {
      const client = rig.open({ company: '999' });
      expect(await client.send(read(), {})).toMatchObject({
        outcome: 'refused',
        failure: { kind: 'unauthorized', code: 'm3.user-refused' },
      });
    });
  });

  it('S12: secrets are in no result', async () => {
    const results = [await send(read())];
    for (const kind of FAULT_KINDS) {
      await rig.fault('OIS100MI/bulk', kind);
      results.push(await send(stage()));
    }
    await rig.settings({ clientEnabled: false });
    results.push(await rig.open({ scope: 'x' }).send(read(), {}));
    const kept = JSON.stringify(results);
    for (const secret of Object.values(rig.config.secrets)) expect(kept).not.toContain(secret);
    expect(kept).not.toContain(rig.token);
  });
});

describe('behind gateways that misbehave', () => {
  let server: Server;
  let origin = '';
  let answer: RequestListener;
  const hits: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      hits.push(`${request.method} ${request.url}`);
      if (request.url === '/token') return response.end('{"access_token":"opaque-token-value","expires_in":60}');
      return answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => server.close());

  const settings = (): Record<string, unknown> => ({
    gatewayUrl: origin,
    tokenUrl: `${origin}/token`,
    tenantId: 'T',
    clientId: 'c',
    company: '100',
    allowInsecure: true,
    allowPrivateNetwork: true,
  });
  const ask = async (call: Call, change: object = {}) => {
    hits.length = 0;
    const secrets = { clientSecret: 'cs', accountKey: 'k', accountSecret: 's' };
    const client = m3Connector.open({
      tenant: 't',
      name: 'm3',
      settings: { ...settings(), ...change } as never,
      secrets,
    });
    const result = await client.send(call, {});
    await client.close();
    return result;
  };

  it('N23: a redirect is not followed, and the token stays here', async () => {
    answer = (_request, response) => response.writeHead(302, { location: `${origin}/elsewhere` }).end();
    expect(await ask(stage())).toMatchObject({ outcome: 'refused', failure: { code: 'connection.redirected' } });
    expect(hits.filter((hit) => hit.includes('elsewhere'))).toEqual([]);
  });

  it('N27: an answer about somebody else is not believed', async () => {
    answer = (_request, response) =>
      response.end('{"results":[{"transaction":"GetBasicData","records":[{"CUNO":"OTHER"}]}]}');
    expect(await ask(read())).toMatchObject({
      outcome: 'not-sent',
      failure: { evidence: { doubt: expect.stringContaining('OTHER') } },
    });
  });

  it('N19: a giant answer is cut, and is no success', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = 'x'.repeat(1 << 20);
      const flood = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', flood);
      };
      flood();
    };
    expect(await ask(stage())).toMatchObject({
      outcome: 'ambiguous',
      failure: { evidence: { reason: 'reply-too-large' } },
    });
    expect(await ask(read())).toMatchObject({ outcome: 'refused', failure: { code: 'connection.answer-unreadable' } });
  });

  it.each([
    [403, 'refused', 'connection.right-missing'],
    [404, 'refused', 'connection.call-refused'],
    [408, 'ambiguous', 'connection.outcome-unknown'],
    [413, 'refused', 'connection.call-refused'],
    [502, 'ambiguous', 'connection.outcome-unknown'],
  ])('HTTP %d', async (status, outcome, code) => {
    answer = (_request, response) => response.writeHead(status).end('<html>no</html>');
    expect(await ask(stage())).toMatchObject({ outcome, failure: { code } });
    expect(hits.filter((hit) => hit.startsWith('POST /T/'))).toHaveLength(1);
  });

  it('S01: a private gateway needs an operator to allow it, this machine does not', () => {
    const read = (gatewayUrl: string) =>
      readM3Settings({ ...settings(), gatewayUrl, allowPrivateNetwork: false } as never);
    expect(read('https://10.1.2.3')).toMatchObject({ allowPrivateNetwork: false });
    expect(read('http://127.0.0.1:4610')).toMatchObject({ allowPrivateNetwork: true, allowInsecure: true });
  });
});
