import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunDetail } from '../api/types.ts';
import { journalLines } from './journal-lines.ts';

let zone: string | undefined;
beforeEach(() => {
  zone = process.env['TZ'];
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const JOURNAL = [
  { at: '2026-11-22T22:59:58.004Z', type: 'step-started', step: 'm3order' },
  { at: '2026-11-22T22:59:59.120Z', type: 'call-sent', step: 'm3order', call: 'stage' },
  {
    at: '2026-11-22T23:00:00.007Z',
    type: 'failed',
    step: 'm3order',
    failure: { code: 'm3.item-not-found', message: 'No item X.' },
  },
] as unknown as RunDetail['journal'];

test('times are those of this machine, to the millisecond, with each new day', () => {
  process.env['TZ'] = 'Europe/Stockholm';
  expect(journalLines(JOURNAL)).toEqual([
    '  2026-11-22',
    '  23:59:58.004  step-started    m3order',
    '  23:59:59.120  call-sent       m3order · stage',
    '  2026-11-23',
    '  00:00:00.007  failed          m3order · m3.item-not-found · No item X.',
  ]);
  process.env['TZ'] = 'America/Chicago';
  expect(journalLines(JOURNAL).slice(0, 2)).toEqual(['  2026-11-22', '  16:59:58.004  step-started    m3order']);
});
