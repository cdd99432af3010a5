import { describe, expect, test } from 'vitest';
import { duration, footLine, progressLine } from './progress.ts';

describe('progress on a terminal', () => {
  test('shows share and estimated end', () => {
    expect(progressLine({ done: 2_100, total: 5_000, elapsedMs: 8_700 })).toBe(
      '██████████░░░░░░░░░░░░░░  42 %  2,100 of 5,000, about 12 s left',
    );
    expect(progressLine({ done: 5_000, total: 5_000, elapsedMs: 8_700 })).toContain('100 %  5,000 of 5,000');
  });

  test('guesses nothing before there is something to go by', () => {
    expect(progressLine({ done: 0, total: 5_000, elapsedMs: 8_700 })).not.toContain('left');
    expect(progressLine({ done: 10, total: 5_000, elapsedMs: 100 })).not.toContain('left');
    expect(progressLine({ done: 1_200, elapsedMs: 8_700 })).toBe('1,200 so far');
  });

  test.each([
    [400, '1 s'],
    [61_000, '61 s'],
    [240_000, '4 min'],
    [7_500_000, '2 h 5 min'],
  ])('%i ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test('writes only to terminals', () => {
    const written: string[] = [];
    const stream = (isTTY: boolean) =>
      ({ isTTY, columns: 30, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;
    footLine(stream(false)).show('no');
    footLine(stream(true)).show('x'.repeat(99));
    expect(written).toEqual([`\r\u001B[2K${'x'.repeat(29)}`]);
  });
});
