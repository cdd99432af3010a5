import { describe, expect, it } from 'vitest';
import type { Failure } from '../../core/failure.ts';
import type { HttpResult } from './http.ts';
import { redactorFor } from './redact.ts';
import { TokenHolder } from './token.ts';
import { judgeLife, readToken, type Token } from './token-grants.ts';

/** A grant that counts, with a clock that is moved by hand. */
function rig(lifeSeconds = 1_000, answers: (Token | Failure)[] = []) {
  const state = { now: 0, asked: 0 };
  const grant = async (): Promise<Token | Failure> => {
    state.asked += 1;
    await Promise.resolve();
    return answers.shift() ?? { value: `token-${state.asked}`, lifeSeconds };
  };
  return { state, holder: new TokenHolder(grant, () => state.now) };
}

const refusal: Failure = { kind: 'unauthorized', code: 'connection.login-refused', message: 'no' };

describe('one token for a connection', () => {
  it('A04: fifty callers make one request', async () => {
    const { state, holder } = rig();
    const values = await Promise.all(Array.from({ length: 50 }, () => holder.bearer()));
    expect(new Set(values)).toEqual(new Set(['token-1']));
    expect(state.asked).toBe(1);
  });

  it('A01: is renewed at 80 % of its life without making anybody wait, and not used at its end', async () => {
    const { state, holder } = rig(1_000);
    await holder.bearer();
    state.now = 799_999;
    expect(await holder.bearer()).toBe('token-1');
    expect(state.asked).toBe(1);
    state.now = 800_000;
    expect(await holder.bearer()).toBe('token-1');
    await new Promise(setImmediate);
    expect(await holder.bearer()).toBe('token-2');
    expect(state.asked).toBe(2);
    state.now = 800_000 + 945_000;
    expect(await holder.bearer()).toBe('token-3');
  });

  it('A02: a refused token is renewed once, however many calls it failed', async () => {
    const { state, holder } = rig();
    const old = (await holder.bearer()) as string;
    expect(await Promise.all([holder.bearerAfterRefusal(old), holder.bearerAfterRefusal(old)])).toEqual([
      'token-2',
      'token-2',
    ]);
    expect(await holder.bearerAfterRefusal(old)).toBe('token-2');
    expect(state.asked).toBe(2);
    expect(holder.secrets()).toEqual(['token-2']);
  });

  it('A03: a refused login is not asked again at once', async () => {
    const { state, holder } = rig(1_000, [refusal]);
    expect(await holder.bearer()).toBe(refusal);
    expect(await holder.bearer()).toBe(refusal);
    expect(state.asked).toBe(1);
    state.now = 5_001;
    expect(await holder.bearer()).toBe('token-2');
  });

  it('A05: a login server that is down is asked again by the next call', async () => {
    const down: Failure = { kind: 'unreachable', code: 'connection.unreachable', message: 'down' };
    const { state, holder } = rig(1_000, [down]);
    expect(await holder.bearer()).toBe(down);
    expect(await holder.bearer()).toBe('token-2');
    expect(state.asked).toBe(2);
  });
});

describe('what a login server answers', () => {
  const redact = redactorFor(['pass-word']);
  const answer = (status: number, body: string): HttpResult => ({
    reached: 'answered',
    status,
    headers: {},
    body,
    elapsedMs: 1,
  });

  it.each([
    [undefined, 300],
    [null, 300],
    [-1, 300],
    ['soon', 300],
    [Number.POSITIVE_INFINITY, 300],
    ['7200', 7_200],
    [7_200, 7_200],
    [10 ** 9, 43_200],
  ])('A06: expires_in %j is a life of %d s', (expiresIn, life) => expect(judgeLife(expiresIn)).toBe(life));

  it.each([
    [answer(400, '{"error":"invalid_grant","error_description":"pass-word is wrong"}'), 'unauthorized'],
    [answer(401, '{"error":"invalid_client"}'), 'unauthorized'],
    [answer(404, '<html>'), 'unauthorized'],
    [answer(429, ''), 'throttled'],
    [answer(503, '<html>'), 'unreachable'],
    [answer(200, '<html>log in</html>'), 'unreachable'],
    [answer(200, '{"access_token":""}'), 'unreachable'],
    [{ reached: 'maybe-sent', reason: 'deadline', detail: '', elapsedMs: 1 } as HttpResult, 'unreachable'],
  ])('%j', (result, kind) => {
    const failure = readToken(result, redact);
    expect(failure).toMatchObject({ kind });
    expect(JSON.stringify(failure)).not.toContain('pass-word');
  });

  it('gives the token and its life', () => {
    const body = '{"access_token":"abc","token_type":"Bearer","expires_in":60,"refresh_token":"def"}';
    expect(readToken(answer(200, body), redact)).toEqual({ value: 'abc', lifeSeconds: 60, refreshToken: 'def' });
  });
});
