import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { compareLines, findDraftFault } from './compare.ts';
import type { IntentLine, OrderIntent } from './intent.ts';

const line = (index: number, change: Partial<IntentLine> = {}): IntentLine => ({
  index,
  lineNumber: String((index + 1) * 10),
  itemNumber: `ITEM-${index + 1}`,
  quantity: new Decimal(2),
  unit: '',
  warehouse: '',
  requestedDate: '',
  description: '',
  note: '',
  ...change,
});
const order = (lines: IntentLine[], units: Record<string, string> = {}) => ({
  intent: { lines } as unknown as OrderIntent,
  basicUnits: new Map(Object.entries(units)),
});
const row = (CUPO: string, ITNO: string, ORQT: string, more: Record<string, string> = {}) => ({
  CUPO,
  ITNO,
  ORQT,
  ...more,
});
const ordered = order([line(0), line(1, { price: new Decimal('9.50') })]);

describe('a draft that is read back', () => {
  it.each([
    ['as written', [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2', { SAPR: '9.5' })], undefined],
    ['with zeros and letters of M3', [row('0000010', 'item-1 ', '2.000'), row('20', 'ITEM-2', '2')], undefined],
    ['a line short', [row('10', 'ITEM-1', '2')], '1 lines instead of 2'],
    [
      'a line more',
      [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2'), row('20', 'ITEM-2', '2')],
      '3 lines instead of 2',
    ],
    ['a line twice', [row('10', 'ITEM-1', '2'), row('10', 'ITEM-1', '2')], 'line 10 stands there 2 times'],
    ['another item', [row('10', 'ITEM-1', '2'), row('20', 'ITEM-9', '2')], 'line 20 has item ITEM-9 instead of ITEM-2'],
    ['another quantity', [row('10', 'ITEM-1', '3'), row('20', 'ITEM-2', '2')], 'line 10 has quantity 3 instead of 2'],
    ['no quantity', [row('10', 'ITEM-1', ''), row('20', 'ITEM-2', '2')], 'line 10 has quantity  instead of 2'],
    [
      'another price',
      [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2', { SAPR: '9.51' })],
      'line 20 has price 9.51 instead of 9.5',
    ],
  ])('%s', (_name, rows, fault) => expect(findDraftFault(rows, ordered)).toBe(fault));

  it('does not compare quantities that M3 has turned into another unit', () => {
    const boxed = order([line(0, { unit: 'BX' })], { 'ITEM-1': 'PCS' });
    expect(findDraftFault([row('10', 'ITEM-1', '20')], boxed)).toBeUndefined();
    expect(
      findDraftFault([row('10', 'ITEM-1', '20')], order([line(0, { unit: 'PCS' })], { 'ITEM-1': 'PCS' })),
    ).toContain('20');
  });
});

describe('a live order', () => {
  it.each([
    ['as ordered', [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2')], [], 0],
    ['split by M3', [row('10', 'ITEM-1', '1'), row('10', 'ITEM-1', '1'), row('20', 'ITEM-2', '2')], [], 0],
    ['with a free item of M3', [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2'), row('', 'GIFT', '1')], [], 1],
    ['with a replaced item', [row('10', 'ITEM-1N', '2'), row('20', 'ITEM-2', '2')], [], 1],
    ['a line short', [row('10', 'ITEM-1', '2')], ['line 20 is missing'], 0],
    [
      'a line doubled',
      [row('10', 'ITEM-1', '2'), row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2')],
      ['line 10 has quantity 4 instead of 2'],
      0,
    ],
    [
      'a line of somebody else',
      [row('10', 'ITEM-1', '2'), row('20', 'ITEM-2', '2'), row('30', 'X', '1')],
      ['M3 has 1 more lines (item X) than were ordered'],
      0,
    ],
  ])('%s', (_name, rows, wrong, notable) => {
    const difference = compareLines(rows, ordered, 'CUPO');
    expect(difference.wrong).toEqual(wrong);
    expect(difference.notable).toHaveLength(notable);
  });

  it('compares the quantity that was asked for when M3 keeps both', () => {
    const boxed = order([line(0, { unit: 'BX' })], { 'ITEM-1': 'PCS' });
    expect(compareLines([row('10', 'ITEM-1', '20', { ORQA: '2' })], boxed, 'CUPO').wrong).toEqual([]);
    expect(compareLines([row('10', 'ITEM-1', '20', { ORQA: '3' })], boxed, 'CUPO').wrong).toHaveLength(1);
  });

  it('goes by the number of M3 where orders are entered directly', () => {
    const rows = [
      { PONR: '00001', ITNO: 'ITEM-1', ORQT: '2' },
      { PONR: '2', ITNO: 'ITEM-2', ORQT: '2' },
    ];
    expect(compareLines(rows, ordered, 'PONR').wrong).toEqual([]);
    expect(compareLines(rows.slice(1), ordered, 'PONR').wrong).toEqual(['line 10 is missing']);
  });
});
