import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';
import { createScrubber } from './scrub.ts';

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line), ...options });
  return { log, lines };
}

test('S12: redacts fields by name and known secrets by value, in every form', () => {
  const scrubber = createScrubber();
  const secret = 'p4ss/w0rd+"secret';
  scrubber.learn([secret, 'short']);
  const { log, lines } = capture({ scrubber });
  log.info({ password: 'x1', user: { token: 'x2' } }, 'signed in');
  log.warn({ reason: `login ${secret} failed`, url: `https://a.example/?k=${encodeURIComponent(secret)}` }, 'refused');
  log.warn({ header: Buffer.from(secret).toString('base64'), err: new Error(`bad ${secret}`) }, 'refused, short');
  const text = lines.join('');
  expect(text).not.toMatch(/x1|x2|p4ss|cDRzcy/);
  expect(text.match(/\[redacted\]/g)).toHaveLength(2);
  expect(text).toContain('refused, short');
});

test('S13: masks a card number that slipped into a line', () => {
  const { log, lines } = capture();
  log.error({ reason: 'note was 4111 1111 1111 1111' }, 'M3 refused the text');
  expect(lines.join('')).not.toContain('1111 1111 1111');
});

test('S14: foreign text cannot start a line or move the cursor', () => {
  const { log, lines } = capture({ format: 'pretty' });
  log.info({ name: 'Ann\n10:00:00 error forged \u001b[2J' }, 'order taken');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.slice(0, -1)).not.toContain('\n');
  expect(lines[0]).not.toContain('\u001b');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}order taken {2}name="Ann/);
});

test('a JSON line carries level, time, message and fields', () => {
  const { log, lines } = capture();
  log.child({ connection: 'm3' }).info({ tookMs: 3 }, 'answered');
  log.debug({}, 'not shown');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 30, msg: 'answered', connection: 'm3', tookMs: 3 },
  ]);
});
