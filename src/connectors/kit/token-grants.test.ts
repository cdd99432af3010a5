import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient } from './http.ts';
import { redactorFor } from './redact.ts';
import { clientCredentialsGrant, passwordGrant, refreshGrant, type TokenEndpoint } from './token-grants.ts';

describe('what is sent to a login server', () => {
  const seen: { form: Record<string, string>; authorization: string | undefined; accept: string | undefined }[] = [];
  let answer: object = {};
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { authorization, accept } = request.headers;
      seen.push({ form: Object.fromEntries(new URLSearchParams(body)), authorization, accept });
      response.end(JSON.stringify(answer));
    });
  });
  let http: HttpClient;
  beforeEach(async () => {
    seen.length = 0;
    answer = { access_token: 'abc', expires_in: 60 };
    http = new HttpClient({ connection: 'x', connections: 1, allowInsecure: true, allowPrivateNetwork: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await http.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const endpoint = (change: Partial<TokenEndpoint> = {}): TokenEndpoint => ({
    http,
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/as/token.oauth2`,
    clientId: 'id+1',
    clientSecret: 's&cret',
    clientAuthentication: 'body',
    deadlineMs: 2_000,
    redact: redactorFor([]),
    ...change,
  });

  it('the password grant of a service account', async () => {
    expect(await passwordGrant(endpoint({ scope: 'M3' }), 'key#1', 'pass word')()).toMatchObject({ value: 'abc' });
    expect(seen[0]).toMatchObject({
      accept: 'application/json',
      authorization: undefined,
      form: {
        grant_type: 'password',
        username: 'key#1',
        password: 'pass word',
        client_id: 'id+1',
        client_secret: 's&cret',
        scope: 'M3',
      },
    });
  });

  it('client credentials by the Basic scheme stay out of the form', async () => {
    await clientCredentialsGrant(endpoint({ clientAuthentication: 'basic' }))();
    const pair = Buffer.from((seen[0]?.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    expect(pair.split(':').map(decodeURIComponent)).toEqual(['id+1', 's&cret']);
    expect(seen[0]?.form).toEqual({ grant_type: 'client_credentials' });
  });

  it('a refresh token that is rotated replaces the one before', async () => {
    const grant = refreshGrant(endpoint(), 'first');
    answer = { access_token: 'abc', refresh_token: 'second' };
    await grant();
    answer = { error: 'invalid_grant' };
    await grant();
    await grant();
    expect(seen.map(({ form }) => form['refresh_token'])).toEqual(['first', 'second', 'second']);
  });

  it('nothing, when the address is none', async () => {
    const failure = await clientCredentialsGrant(endpoint({ url: 'token.oauth2' }))();
    expect([failure, seen]).toMatchObject([{ code: 'connection.setting-invalid' }, []]);
  });
});
