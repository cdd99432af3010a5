import { describe, expect, it } from 'vitest';
import type { HttpResult } from './http.ts';
import { classifyExchange } from './outcome.ts';
import { redactorFor } from './redact.ts';
import { LONGEST_PAUSE_MS, parseRetryAfter } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const context = { redact: redactorFor(['s3cret-value']), now };
const answered = (status: number, headers: Record<string, string> = {}, body = ''): HttpResult => ({
  reached: 'answered',
  status,
  headers,
  body,
  elapsedMs: 1,
});
const lost = (
  reached: 'not-sent' | 'maybe-sent',
  reason: 'deadline' | 'reply-not-text' | 'address-forbidden',
): HttpResult => ({
  reached,
  reason,
  detail: 'x s3cret-value',
  elapsedMs: 1,
});

describe('what becomes of a call', () => {
  const table: readonly [string, HttpResult, string, string][] = [
    ['N01 nothing sent', lost('not-sent', 'deadline'), 'not-sent unreachable', 'not-sent unreachable'],
    ['N02 sent, no answer', lost('maybe-sent', 'deadline'), 'not-sent unreachable', 'ambiguous uncertain'],
    ['N20 wrong bytes', lost('maybe-sent', 'reply-not-text'), 'refused fault', 'ambiguous uncertain'],
    ['S01 forbidden', lost('not-sent', 'address-forbidden'), 'refused rejected', 'refused rejected'],
    ['302', answered(302), 'refused rejected', 'refused rejected'],
    ['400', answered(400), 'refused rejected', 'refused rejected'],
    ['401', answered(401), 'refused unauthorized', 'refused unauthorized'],
    ['403', answered(403), 'refused unauthorized', 'refused unauthorized'],
    ['404', answered(404), 'refused rejected', 'refused rejected'],
    ['408', answered(408), 'not-sent unreachable', 'ambiguous uncertain'],
    ['413', answered(413), 'refused rejected', 'refused rejected'],
    ['429', answered(429), 'not-sent throttled', 'refused throttled'],
    ['500', answered(500), 'not-sent unreachable', 'ambiguous uncertain'],
    ['502', answered(502), 'not-sent unreachable', 'ambiguous uncertain'],
    ['503', answered(503), 'not-sent unreachable', 'ambiguous uncertain'],
    ['504', answered(504), 'not-sent unreachable', 'ambiguous uncertain'],
  ];
  it.each(table)('%s', (_name, result, read, write) => {
    for (const [effect, expected] of [
      ['read', read],
      ['write', write],
    ] as const) {
      const { outcome, failure } = classifyExchange(result, { ...context, effect }) ?? {};
      expect(`${outcome} ${failure?.kind}`).toBe(expected);
      expect(failure?.remedy).toBeTruthy();
    }
  });

  it('leaves 2xx and asked-for statuses to the connector', () => {
    expect(classifyExchange(answered(200), { ...context, effect: 'write' })).toBeUndefined();
    expect(classifyExchange(answered(400), { ...context, effect: 'write' }, [400])).toBeUndefined();
  });

  it('S12: keeps evidence without secrets', () => {
    const body = `<html>${'x'.repeat(900)} s3cret-value Bearer abcdefghijklmnop</html>`;
    const kept = JSON.stringify([
      classifyExchange(answered(500, { 'content-type': 'text/html' }, body), { ...context, effect: 'write' }),
      classifyExchange(lost('maybe-sent', 'deadline'), { ...context, effect: 'write' }),
      classifyExchange(
        answered(500, {}, `Authorization: Bearer abcdefghijklmnop ${encodeURIComponent('s3cret-value')}`),
        {
          ...context,
          effect: 'read',
        },
      ),
    ]);
    expect(kept).toContain('text/html');
    expect(kept).not.toMatch(/s3cret|abcdefghijklmnop/);
    expect(kept.length).toBeLessThan(3_000);
  });
});

describe('Retry-After (N13)', () => {
  const cases: readonly [string | undefined, number | undefined][] = [
    ['3', 3_000],
    ['0', 0],
    ['315360000', LONGEST_PAUSE_MS],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2036 00:00:00 GMT', LONGEST_PAUSE_MS],
    ['Wed, 31 Dec 2025 00:00:00 GMT', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  it.each(cases)('%j waits %j ms', (header, pause) => {
    expect(parseRetryAfter(header, now)).toBe(pause);
    const headers = header === undefined ? {} : { 'retry-after': header };
    expect(classifyExchange(answered(429, headers), { ...context, effect: 'write' })?.failure?.retryAfterMs).toBe(
      pause,
    );
  });
});
