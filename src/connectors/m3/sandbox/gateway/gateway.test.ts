import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askToken, openSession, type Session } from '../testing/session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.sandbox.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${session.sandbox.url}${path}`, { headers: { authorization: `Bearer ${session.token}`, ...headers } });
const probe = (path = '/M3/m3api-rest/v2/execute/CRS610MI/GetServerTime', headers?: Record<string, string>) =>
  get(`/${session.sandbox.ionapi['ti']}${path}`, headers);

describe('the .ionapi object', () => {
  it('has every key of the file, on the loopback address', () => {
    const { ionapi, url } = session.sandbox;
    const keys = 'ti cn dt ci cs iu pu oa ot or ev v saak sask'.split(' ');
    expect(Object.keys(ionapi)).toEqual(keys);
    expect(ionapi).toMatchObject({ iu: url, pu: `${url}/as/`, ot: 'token.oauth2', or: 'revoke_token.oauth2' });
  });
});

describe('the token endpoint', () => {
  it('gives a token for the service account', async () => {
    const { status, body } = await askToken(session.sandbox);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 7200,
      access_token: expect.stringMatching(/^.{64}$/),
    });
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('takes the client by Basic header too', async () => {
    const { ci = '', cs = '', saak = '', sask = '', pu, ot } = session.sandbox.ionapi;
    const body = new URLSearchParams({ grant_type: 'password', username: saak, password: sask });
    const authorization = `Basic ${Buffer.from(`${ci}:${cs}`).toString('base64')}`;
    expect((await fetch(`${pu}${ot}`, { method: 'POST', body, headers: { authorization } })).status).toBe(200);
  });

  const refused: [Record<string, string>, number, string][] = [
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ password: 'wrong' }, 400, 'invalid_grant'],
    [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token', refresh_token: 'x' }, 400, 'unsupported_grant_type'],
  ];
  it.each(refused)('A03 refuses %j with %i %s', async (change, status, error) => {
    expect(await askToken(session.sandbox, change)).toMatchObject({ status, body: { error } });
  });

  it('refreshes and takes client credentials where the app allows it', async () => {
    await session.settings({ allowRefresh: true, allowClientCredentials: true });
    const first = await askToken(session.sandbox);
    const refresh = first.body['refresh_token'] ?? '';
    const second = await askToken(session.sandbox, { grant_type: 'refresh_token', refresh_token: refresh });
    const third = await askToken(session.sandbox, { grant_type: 'client_credentials' });
    await session.settings({ allowRefresh: false, allowClientCredentials: false });
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(second.body['access_token']).not.toBe(first.body['access_token']);
  });

  it('A03 refuses everybody after the client was switched off', async () => {
    await session.settings({ clientEnabled: false });
    const { status, body } = await askToken(session.sandbox);
    await session.settings({ clientEnabled: true });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });

  it('A02 ends revoked tokens', async () => {
    const { ci = '', cs = '', pu, or } = session.sandbox.ionapi;
    const { body } = await askToken(session.sandbox);
    const token = body['access_token'] ?? '';
    const authorized = { authorization: `Bearer ${token}` };
    expect((await probe(undefined, authorized)).status).toBe(200);
    const form = new URLSearchParams({ token, client_id: ci, client_secret: cs });
    await fetch(`${pu}${or}`, { method: 'POST', body: form });
    expect((await probe(undefined, authorized)).status).toBe(401);
  });

  it('A03 ends all access tokens of a grant with its refresh token', async () => {
    await session.settings({ allowRefresh: true });
    const { ci = '', cs = '', pu, or } = session.sandbox.ionapi;
    const { access_token: access = '', refresh_token: token = '' } = (await askToken(session.sandbox)).body;
    await session.settings({ allowRefresh: false });
    await fetch(`${pu}${or}`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: ci, client_secret: cs }),
    });
    expect((await probe(undefined, { authorization: `Bearer ${access}` })).status).toBe(401);
  });

  it('A01 gives tokens that end after their life', async () => {
    await session.settings({ tokenLifeSeconds: 0 });
    const { body } = await askToken(session.sandbox);
    await session.settings({ tokenLifeSeconds: 7_200 });
    const response = await probe(undefined, { authorization: `Bearer ${body['access_token']}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  });
});

describe('the gateway', () => {
  it('wants a token, and no browser token', async () => {
    expect((await probe(undefined, { authorization: '' })).status).toBe(401);
    expect((await probe(undefined, { 'fnd-csrf-token': 'x' })).status).toBe(403);
    expect((await probe('/M3/m3api-rest/csrf')).status).toBe(200);
  });

  it('answers 404 for what it does not know, and not in JSON', async () => {
    for (const path of ['/M9/m3api-rest/v2/execute/CRS610MI/GetServerTime', '/M3/m3api-rest/v3/execute/A/B', '/M3/x']) {
      const response = await probe(path);
      expect([response.status, response.headers.get('content-type')?.includes('json')]).toEqual([404, false]);
    }
    expect((await get('/OTHER_TENANT/M3/m3api-rest/v2/execute/CRS610MI/GetServerTime')).status).toBe(404);
  });

  it('N13 turns calls away above the limit and says when to come back', async () => {
    await session.settings({ rateLimit: { max: 3, windowMs: 60_000 } });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await probe()).status);
    const refused = await probe();
    await session.settings({ rateLimit: null });
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  it('lacks v2 on an old host', async () => {
    await session.settings({ useV1Only: true });
    const [v2, v1] = [await probe(), await probe('/M3/m3api-rest/execute/CRS610MI/GetServerTime')];
    await session.settings({ useV1Only: false });
    expect([v2.status, v1.status]).toEqual([404, 200]);
  });

  it('answers an unknown transaction with nothing where a tenant does', async () => {
    await session.settings({ emptyUnknown: true });
    const response = await probe('/M3/m3api-rest/v2/execute/OIS100MI/AddHead');
    await session.settings({ emptyUnknown: false });
    expect([response.status, await response.text()]).toEqual([400, '']);
  });

  it('keeps control and pages from other sites', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' };
    const blocked = await fetch(`${session.sandbox.url}/sandbox/settings`, {
      method: 'POST',
      body: '{}',
      headers: foreign,
    });
    expect(blocked.status).toBe(403);
  });

  it('says what is wrong with a setting', async () => {
    const response = await session.control('settings', { nokStatus: 500, nosuch: 1 });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringMatching(/nokStatus cannot be 500; there is no setting nosuch/),
    ]);
  });
});

describe('bulk calls', () => {
  it('N25 keep the order and go on after a refusal in the middle', async () => {
    const { records } = await session.call('OIS100MI/AddBatchHead', { CUNO: 'C100001' });
    const ORNO = records[0]?.['ORNO'] ?? '';
    const answer = await session.bulk('OIS100MI', [
      ['AddBatchLine', { ORNO, ITNO: 'PUMP-1001', ORQT: '2', CUPO: '1' }],
      ['AddBatchLine', { ORNO, ITNO: 'NOITEM', ORQT: '2', CUPO: '2' }],
      ['AddBatchLine', { ORNO, ORQT: '2', CUPO: '3' }],
      ['AddBatchText', { ORNO, TYPE: '1', TYTR: '1', PARM: 'Ring twice' }],
    ]);
    expect(answer).toMatchObject({
      wasTerminated: false,
      nrOfSuccessfullTransactions: 2,
      nrOfFailedTransactions: 2,
      results: [
        { transaction: 'AddBatchLine', records: [{ PONR: '1' }] },
        { errorCode: 'WIT0103', errorType: 'ServerReturnedNOK' },
        { errorType: 'MandatoryInputFieldNotFound' },
        { transaction: 'AddBatchText', records: [] },
      ],
    });
  });

  it('N25 leave the rest undone when the M3 job breaks off', async () => {
    await session.control('faults', { bulkCut: { program: 'CRS610MI', after: 1, times: 1 } });
    const two: [string, Record<string, string>][] = [
      ['GetBasicData', { CUNO: 'C100001' }],
      ['GetBasicData', { CUNO: 'C100002' }],
    ];
    expect(await session.bulk('CRS610MI', two)).toMatchObject({
      wasTerminated: true,
      nrOfSuccessfullTransactions: 1,
      nrOfNotProcessedTransactions: 1,
      results: [{ records: [{ CUNO: 'C100001' }] }, { notProcessed: true }],
    });
    expect(await session.bulk('CRS610MI', two)).toMatchObject({ wasTerminated: false });
  });

  it('refuse what is not a bulk request', async () => {
    const headers = { authorization: `Bearer ${session.token}` };
    const response = await fetch(`${session.api}/v2/execute`, { method: 'POST', headers, body: '{"program":1}' });
    expect(response.status).toBe(400);
  });
});
