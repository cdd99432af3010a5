import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { readM3Settings } from '../../setup/settings.ts';
import { smallOrder } from '../../testing/rig.ts';
import { draftContents, draftHead, draftLineTexts, pieces } from './contents.ts';
import type { OrderInput } from './input.ts';
import type { OrderIntent } from './intent.ts';
import { isIntent, readIntent } from './read-intent.ts';

const place = { company: '100', facility: '001', warehouse: '001', orderType: 'WEB', customerTemplate: 'T' };
const read = (change: JsonObject = {}, settings: JsonObject = {}) =>
  readIntent(smallOrder(change) as unknown as OrderInput, readM3Settings({ ...place, ...settings }));
const intentOf = (change: JsonObject = {}, settings: JsonObject = {}): OrderIntent => {
  const result = read(change, settings);
  if (!isIntent(result)) throw new Error(result.message);
  return result;
};
const line = (change: JsonObject): JsonObject => ({
  lines: [{ lineNumber: '1', itemNumber: 'A', quantity: '1', price: '10.00', ...change }],
  charges: [],
  total: '',
});
const records = (change: JsonObject = {}, settings: JsonObject = {}, basicUnits = new Map<string, string>()) =>
  draftContents({ intent: intentOf(change, settings), basicUnits }, '1', readM3Settings({ ...place, ...settings })).map(
    ({ transaction, record: { ORNO: _number, ...record } }) => ({ [transaction]: record }),
  );

describe('what cannot be sent is named with its field', () => {
  const table: readonly [string, JsonObject, string][] = [
    ['no order number', { orderKey: ' ' }, 'orderKey'],
    ['no customer', { customerNumber: '' }, 'customerNumber'],
    ['D17: no lines', { lines: [] }, 'lines'],
    ['a line number of letters', line({ lineNumber: 'A' }), 'lines[0].lineNumber'],
    ['no item', line({ itemNumber: '' }), 'lines[0].itemNumber'],
    ['D07: quantity zero', line({ quantity: '0' }), 'lines[0].quantity'],
    ['D07: quantity negative', line({ quantity: '-1' }), 'lines[0].quantity'],
    ['D07: quantity absurd', line({ quantity: '1000000000000000' }), 'lines[0].quantity'],
    ['D07: quantity ten', line({ quantity: 'ten' }), 'lines[0].quantity'],
    ['D07: quantity NaN', line({ quantity: 'NaN' }), 'lines[0].quantity'],
    ['D04: thousands separators', line({ quantity: '1,234.56' }), 'lines[0].quantity'],
    ['D04: an exponent', line({ quantity: '1e3' }), 'lines[0].quantity'],
    ['D04: foreign digits', line({ quantity: '１２' }), 'lines[0].quantity'],
    ['D04: blanks', line({ quantity: ' 12 ' }), 'lines[0].quantity'],
    ['D23: negative price', line({ price: '-1.00' }), 'lines[0].price'],
    ['a discount of 101 %', line({ discountPercent: '101' }), 'lines[0].discountPercent'],
    ['D14: 31 February', { requestedDate: '2026-02-31' }, 'requestedDate'],
    ['D14: a day of two readings', line({ requestedDate: '02/03/2026' }), 'lines[0].requestedDate'],
    ['D14: year 1', { orderDate: '0001-01-01' }, 'orderDate'],
    ['a charge that is no amount', { charges: [{ code: 'freight', amount: 'free' }] }, 'charges[0].amount'],
    ['a charge nobody named', { charges: [{ code: 'gift wrapping', amount: '1' }], total: '' }, 'charges[0].code'],
    ['D16: a currency of four letters', { currency: 'EURO' }, 'currency'],
    [
      'D13: a postal code of 11',
      { shipTo: { addressLines: ['x'], country: 'US', postalCode: '12345678901' } },
      'shipTo.postalCode',
    ],
    ['D12: a region in words', { shipTo: { addressLines: ['x'], country: 'US', region: 'Texas' } }, 'shipTo.region'],
    ['D12: no country', { shipTo: { addressLines: ['x'], city: 'Austin' } }, 'shipTo.country'],
    ['no street', { shipTo: { city: 'Austin', country: 'US' } }, 'shipTo.addressLines'],
    ['D06: a total 10.00 off', { total: '540.60' }, 'total'],
  ];
  it.each(table)('%s', (_name, change, field) => {
    const result = read(change);
    expect(isIntent(result) ? 'fine' : result.field).toBe(field);
    expect(isIntent(result) || result.message).toMatch(/\.$/);
  });

  it('a line number that stands twice', () => {
    const lines = ['1', '1'].map((lineNumber) => ({ lineNumber, itemNumber: 'A', quantity: '1' }));
    expect(read({ lines, total: '' })).toMatchObject({ field: 'lines[1].lineNumber' });
  });
});

describe('money', () => {
  it('D05 D06: cents that do not add up within the tolerance are rounding', () => {
    expect(isIntent(read({ total: '530.61' }))).toBe(true);
    expect(isIntent(read({ total: '530.62' }))).toBe(true); // 0.01 for each of two lines
    expect(isIntent(read({ total: '530.63' }))).toBe(false);
    expect(isIntent(read({ total: '531.60' }, { tolerancePerLine: '1' }))).toBe(true);
  });

  it('D05: thirds are rounded half up, and the remainder is on the last line', () => {
    const lines = ['1', '2', '3'].map((lineNumber) => ({ lineNumber, itemNumber: 'A', quantity: '1', price: '10.00' }));
    const change = { lines, charges: [{ code: 'discount', amount: '10.00' }], total: '20.00' };
    const { lines: spread, charges } = intentOf(change, { discounts: 'prorata' });
    expect(spread.map(({ discountAmount }) => discountAmount?.toFixed())).toEqual(['3.33', '3.33', '3.34']);
    expect(charges).toEqual([]);
  });

  it('D16: a currency without decimals is spread in whole units', () => {
    const lines = ['1', '2'].map((lineNumber) => ({ lineNumber, itemNumber: 'A', quantity: '1', price: '50' }));
    const change = { currency: 'JPY', lines, charges: [{ code: 'discount', amount: '5' }], total: '95' };
    expect(
      intentOf(change, { discounts: 'prorata' }).lines.map(({ discountAmount }) => discountAmount?.toFixed()),
    ).toEqual(['3', '2']);
  });

  it('a discount goes as a negative charge with or without its sign, and where prices are not known', () => {
    for (const amount of ['5', '-5']) {
      const change = { charges: [{ code: 'discount', amount }], total: '513.10' };
      expect(records(change)[0]).toEqual({ AddBatchHeadChg: { CRID: 'DISC', CRAM: '-5' } });
    }
    const unpriced = {
      lines: [{ lineNumber: '1', itemNumber: 'A', quantity: '1' }],
      charges: [{ code: 'discount', amount: '5' }],
      total: '',
    };
    expect(records(unpriced, { discounts: 'prorata' })[0]).toEqual({ AddBatchHeadChg: { CRID: 'DISC', CRAM: '-5' } });
  });

  it('tax stays with M3 unless the connection sends it', () => {
    const change = { charges: [{ code: 'tax', amount: '43.00' }], total: '561.10' };
    expect(records(change).filter((entry) => 'AddBatchHeadChg' in entry)).toEqual([]);
    expect(records(change, { tax: 'charge' })[0]).toEqual({ AddBatchHeadChg: { CRID: 'TAX', CRAM: '43' } });
  });

  it('D15: an order that costs nothing goes through', () => {
    expect(isIntent(read({ ...line({ price: '0.00' }), total: '0.00' }))).toBe(true);
  });

  it('prices are left to M3 where the connection says so', () => {
    const withPrice = records(line({}))[0]?.['AddBatchLine'];
    expect(withPrice).toMatchObject({ SAPR: '10', SACD: '1' });
    expect(withPrice).not.toHaveProperty('SPUN');
    expect(records(line({}), { priceSource: 'm3' })[0]?.['AddBatchLine']).not.toHaveProperty('SAPR');
  });

  it('a price goes with the unit of its line, or with the basic unit of the item', () => {
    const basic = new Map([['A', 'M']]);
    expect(records(line({}), {}, basic)[0]?.['AddBatchLine']).toMatchObject({ SAPR: '10', SACD: '1', SPUN: 'M' });
    expect(records(line({ unit: 'RL' }), {}, basic)[0]?.['AddBatchLine']).toMatchObject({ ALUN: 'RL', SPUN: 'RL' });
    expect(records(line({ unit: 'RL' }), { priceSource: 'm3' }, basic)[0]?.['AddBatchLine']).not.toHaveProperty('SPUN');
  });

  it('discounts of a line are per unit or for the line, in the slot that is open', () => {
    const change = line({ quantity: '3', discountAmount: '1.00', discountPercent: '2.5' });
    expect(records(change)[0]?.['AddBatchLine']).toMatchObject({ DIA1: '0.333333', DIP1: '2.5' });
    const settings = { discountPer: 'line', discountSlot: 3, decimalMark: ',' };
    expect(records(change, settings)[0]?.['AddBatchLine']).toMatchObject({ DIA3: '1', DIP3: '2,5', SAPR: '10' });
  });
});

describe('texts and references', () => {
  it('D01 D02: names are cut between the characters people see, with a warning', () => {
    const name = `${'é'.repeat(35)}👩‍👩‍👧 Ltd`;
    const { address, warnings } = intentOf({
      shipTo: { name, addressLines: ['1 Dock\nRoad\u0000'], city: 'A', country: 'US' },
    });
    expect(address).toMatchObject({ CUNM: 'é'.repeat(35), CUA1: '1 Dock Road' });
    expect(warnings).toEqual([`shipTo.name was cut to 36 characters: "${name}".`]);
  });

  it('D02 D03: lone surrogates go, and both ways to write é are one', () => {
    const shipTo = { name: 'Caf\u0065\u0301 \ud83d x', addressLines: ['x'], city: 'A', country: 'US' };
    expect(intentOf({ shipTo }).address).toMatchObject({ CUNM: 'Café x' });
  });

  it('D13: a phone goes where it fits, or not at all', () => {
    const at = (phone: string) => intentOf({ shipTo: { addressLines: ['x'], city: 'A', country: 'US', phone } });
    expect(at('5125550100').address).toMatchObject({ PHNO: '5125550100' });
    expect(at('+1 512 555 0100').address).toMatchObject({ PHN2: '+1 512 555 0100' });
    expect(at('+49 (0) 40 / 1234567 - 12').address).toMatchObject({ PHN2: '+49040123456712' });
    expect(at('+49 (0) 40 / 123 456 789 - 12345').warnings).toHaveLength(1);
  });

  it('the web order number stands where the connection wants it', () => {
    expect(intentOf().head).toMatchObject({ CUOR: 'WEB-1', OREF: 'PO 1' });
    const other = intentOf({}, { webOrderNumberField: 'yourReference' });
    expect(other.head).toMatchObject({ YREF: 'WEB-1', CUOR: 'PO 1' });
    expect(other.markerField).toBe('OREF');
  });

  it('a long web order number becomes a short one that is always the same', () => {
    const orderKey = 'store-17/2026-03-02/0000001042';
    const { lookup, texts } = intentOf({ orderKey });
    expect(lookup.value).toMatch(/^stor[0-9A-Z]{16}$/);
    expect(intentOf({ orderKey }).lookup).toEqual(lookup);
    expect(texts).toEqual([{ text: `Web order: ${orderKey}`, place: 'before' }]);
  });

  it('a reference that has no room stands in the order text', () => {
    const yourReference = 'Ann';
    const { head, texts, warnings } = intentOf({ yourReference });
    expect(head).not.toHaveProperty('YREF');
    expect(texts).toEqual([{ text: 'Your reference: Ann', place: 'before' }]);
    expect(warnings).toHaveLength(1);
    expect(intentOf({ yourReference }, { draftMarker: 'none' }).head).toMatchObject({ YREF: 'Ann' });
  });

  it('the mark fits its field, however long the key of the step', () => {
    for (const key of ['run-1', 'b1946ac9-2492-4d23-9e2f/lines[7]/order']) {
      const { record } = draftHead(intentOf(), key, 3);
      expect(record['YREF']).toMatch(/^[\w-]{1,12}-3 DO NOT RELEASE$/);
      expect(record['YREF']?.length).toBeLessThanOrEqual(30);
    }
  });

  it('long texts go over in pieces that lose nothing', () => {
    const text = `${'word '.repeat(100)}${'x'.repeat(300)}😀`;
    const parts = pieces(text, 240);
    expect(parts.every((part) => part.length <= 240)).toBe(true);
    expect(parts.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
  });

  it('a text of a line is written under the number M3 gave it', () => {
    const intent = intentOf(line({ reference: 'Cut to 2 m' }));
    const added = { transaction: 'AddBatchLine', program: 'OIS100MI', record: { CUPO: '1' }, records: [{ PONR: '7' }] };
    expect(draftLineTexts(intent, '1', readM3Settings(place), [added])).toMatchObject([
      { transaction: 'AddBatchText', record: { TYPE: '2', PONR: '7', PARM: 'Cut to 2 m' } },
    ]);
  });

  it('fields that have no word here are passed on', () => {
    const extra = { head: { RESP: 'ANN', OREF: 'x' }, line: { LTYP: '1' } };
    expect(intentOf({ extra }).head).toMatchObject({ RESP: 'ANN', OREF: 'x' });
    expect(records({ ...line({}), extra })[0]?.['AddBatchLine']).toMatchObject({ LTYP: '1' });
  });
});
