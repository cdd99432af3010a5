import { describe, expect, it } from 'vitest';
import { compareGroup } from './compare.ts';
import { mergeByKey } from './merge.ts';
import type { SideRecord } from './model.ts';
import { compareKeys } from './order.ts';
import { pairUp } from './pair.ts';
import { SUBJECT_RULES } from './rules.ts';

async function* streamOf(records: readonly SideRecord[]): AsyncGenerator<SideRecord> {
  for (const record of records.toSorted((a, b) => compareKeys(a.key, b.key))) {
    await Promise.resolve();
    yield record;
  }
}

const line = (key: string, item: string, quantity: string, more: Partial<SideRecord> = {}): SideRecord => ({
  key,
  id: key,
  fields: { item, quantity },
  ...more,
});
const added = (key: string, item: string, quantity: string): SideRecord =>
  line(key, item, quantity, { unnumbered: true });
const closed = (key: string, item: string, quantity: string): SideRecord =>
  line(key, item, quantity, { optional: true });

async function differences(left: readonly SideRecord[], right: readonly SideRecord[]): Promise<string[]> {
  const found: string[] = [];
  for await (const group of pairUp(SUBJECT_RULES.lines, mergeByKey(streamOf(left), streamOf(right)))) {
    for (const { kind, key, field = '' } of compareGroup(SUBJECT_RULES.lines, group, { linked: false }))
      found.push(`${kind} ${key} ${field}`.trim());
  }
  return found;
}

describe('lines that do not know their number in the store', () => {
  const left = [line('1185/1', 'PUMP', '2'), line('1185/2', 'SEAL', '3')];

  it('stand for the line of the same item and quantity', async () => {
    expect(await differences(left, [line('1185/1', 'PUMP', '2'), added('1185/M3-3', 'seal', '3.0')])).toEqual([]);
  });

  it('stand for it although the line that they replace is still there, closed', async () => {
    const right = [line('1185/1', 'PUMP', '2'), closed('1185/2', 'SEAL', '9'), added('1185/M3-3', 'SEAL', '3')];
    expect(await differences(left, right)).toEqual([]);
  });

  it('are compared with the line of the same item when no quantity fits', async () => {
    const right = [line('1185/1', 'PUMP', '2'), added('1185/M3-3', 'SEAL', '4')];
    expect(await differences(left, right)).toEqual(['field 1185/2 quantity']);
  });

  it('find each its own, the likest first', async () => {
    const twice = [line('1185/1', 'SEAL', '1'), line('1185/2', 'SEAL', '3')];
    const right = [added('1185/M3-1', 'SEAL', '3'), added('1185/M3-2', 'SEAL', '1')];
    expect(await differences(twice, right)).toEqual([]);
  });

  it('are found although the store has numbered its lines anew', async () => {
    const edited = [line('1042/1', 'TOOL', '4'), line('1042/2', 'MOTOR', '7')];
    const right = [line('1042/2', 'TOOL', '4'), added('1042/M3-3', 'MOTOR', '7')];
    expect(await differences(edited, right)).toEqual([]);
    expect(await differences(edited, [line('1042/2', 'TOOL', '4')])).toEqual(['missing-right 1042/2']);
  });

  it('of another item under the same number are one difference of that line', async () => {
    const right = [line('1185/1', 'PUMP', '2'), line('1185/2', 'VALVE', '3')];
    expect(await differences(left, right)).toEqual(['field 1185/2 item']);
  });

  it('stay doubled where one side has a number twice', async () => {
    const right = [line('1185/1', 'PUMP', '2'), line('1185/2', 'SEAL', '3'), line('1185/2', 'SEAL', '3', { id: 'b' })];
    expect(await differences(left, right)).toEqual(['doubled 1185/2 right']);
  });

  it('hide neither a line too many nor one of another item or order', async () => {
    const right = [line('1185/1', 'PUMP', '2'), line('1185/2', 'SEAL', '3'), added('1185/M3-3', 'SEAL', '3')];
    expect(await differences(left, right)).toEqual(['missing-left 1185/M3-3']);
    const other = [line('1185/1', 'PUMP', '2'), added('1185/M3-3', 'VALVE', '3'), added('1186/M3-1', 'SEAL', '3')];
    expect(await differences(left, other)).toEqual([
      'missing-right 1185/2',
      'missing-left 1185/M3-3',
      'missing-left 1186/M3-1',
    ]);
  });
});
