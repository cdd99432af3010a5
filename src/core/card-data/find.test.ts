import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { issuerOf, passesLuhn } from './card-number.ts';
import { findCardData, scanCardData } from './find.ts';

// Test numbers that payment processors publish; none belongs to anybody.
const TEST_NUMBERS = [
  ['Visa', '4111111111111111'],
  ['Visa', '4242424242424242'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Discover', '6011111111111117'],
  ['Diners Club', '30569309025904'],
  ['JCB', '3530111333300000'],
  ['UnionPay', '6200000000000005'],
  ['Maestro', '6759649826438453'],
] as const;

const base64 = (text: string): string => btoa(text);

const kinds = (value: Json): string[] => findCardData(value).map((finding) => `${finding.kind} ${finding.path}`);

describe('card numbers', () => {
  it.each(TEST_NUMBERS)('knows %s %s', (issuer, digits) => {
    expect(issuerOf(digits)).toBe(issuer);
    expect(kinds({ note: digits })).toEqual(['number note']);
  });

  const hidden: readonly (readonly [string, Json, string])[] = [
    ['blanks', { note: '4111 1111 1111 1111' }, 'number note'],
    ['dashes', { note: '4111-1111-1111-1111' }, 'number note'],
    ['dots', { note: '4111.1111.1111.1111' }, 'number note'],
    ['a blank between all digits', { note: '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1' }, 'number note'],
    ['line ends', { note: '4111 1111\n1111 1111' }, 'number note'],
    ['blank dash blank', { note: '4111 - 1111 - 1111 - 1111' }, 'number note'],
    ['no-break blanks', { note: '4111\u00a01111\u202f1111\u20071111' }, 'number note'],
    ['long dashes', { note: '4111\u20131111\u20141111\u22121111' }, 'number note'],
    ['zero-width characters', { note: '4111\u200b1111\u200d1111\ufeff1111' }, 'number note'],
    ['full-width digits', { note: '４１１１１１１１１１１１１１１１' }, 'number note'],
    ['Arabic digits', { note: '٤١١١١١١١١١١١١١١١' }, 'number note'],
    ['circled digits', { note: '④①①①①①①①①①①①①①①①' }, 'number note'],
    ['prose', { note: 'Ring me on 555 0100, card is 4111 1111 1111 1111, thanks' }, 'number note'],
    ['other digits in front', { note: 'PO 12 4111 1111 1111 1111' }, 'number note'],
    ['letters around it', { note: 'visa4111111111111111x' }, 'number note'],
    ['a name', { billing: { lastName: 'Lind 4111111111111111' } }, 'number billing.lastName'],
    ['a JSON number', { lines: [{ ref: 4111111111111111 }] }, 'number lines[0].ref'],
    ['a key', { '4111111111111111': true }, 'number 411111******1111'],
    ['base64', { token: base64('4111111111111111') }, 'number token'],
    ['base64 in prose', { note: `see ${base64('card: 4111111111111111')} there` }, 'number note'],
    ['base64 below a line of prose', { note: `Payloads\n${base64('pan=4111111111111111')}` }, 'number note'],
    ['base64 of JSON', { token: base64('{"cvv":"123"}') }, 'code token'],
    ['JSON as text', { raw: '{"payment":{"cvv":"123"}}' }, 'code raw'],
    ['a form', 'name=Ada&cardnumber=4111111111111111&x=1', 'number '],
    ['XML', '<card><number>4111111111111111</number></card>', 'number '],
    ['a telephone field', { phone: '4111111111111111' }, 'number phone'],
    ['Amex grouping', { note: '3782 822463 10005' }, 'number note'],
    ['13 digits where cards are spoken of', { note: 'Visa 4222222222222' }, 'number note'],
    ['a failed check digit in a card field', { cardNumber: '4111 1111 1111 1112' }, 'number cardNumber'],
    ['a card field of another spelling', { 'Credit_Card-Number': '6304000000000000' }, 'number Credit_Card-Number'],
  ];
  it.each(hidden)('S13 finds a number in %s', (_, value, finding) => {
    expect(kinds(value)).toContain(finding);
    expect(JSON.stringify(scanCardData(value))).not.toMatch(/4111.?1111.?1111.?1111/);
  });

  it('S13 finds a 19-digit number that a JSON reader would round, when it reads the text', () => {
    expect(kinds('{"n":6212345678901234564}'.replace('6212345678901234564', '6200000000000000003'))).toHaveLength(1);
  });

  const harmless: readonly (readonly [string, Json])[] = [
    ['EAN-13', { barcode: '4006381333931' }],
    ['EAN-13 in prose', { note: 'replaces 4006381333931' }],
    ['ISO time', { at: '2025-03-04T14:05:12.0104567Z' }],
    ['epoch milliseconds', { at: 1_741_097_112_010 }],
    ['order number', { orderNumber: '4111111111111111' }],
    ['telephone with country code', { phone: '+47 411 11 111' }],
    ['coordinate', { Latitude: 51.507_350_912_345_67, Longitude: '-0.12775830000000001' }],
    ['GUID', { id: '41111111-1111-1111-1111-1a1111111111' }],
    ['hash', { digest: 'a4111111111111111bcdefab0123456789abcdef' }],
    ['masked number', { CardNumber: '411111******1111', CardMask: 'XXXXXXXXXXXX1111' }],
    ['last four', { CardLastFour: { Key: 'CardLastFour', Value: '1111' } }],
    ['CVC result letter', { cvv: 'M', cvcResult: 'P' }],
    ['customer id', { cid: 'C100045' }],
    ['amounts', { Totals: { SubTotal: 1250.5, Tax: '20.4000', Total: 99_999_999_999_999 } }],
    ['VAT number', { vat: 'NO999888777MVA' }],
    ['sixteen equal digits', { cardNumber: null, note: '0000000000000000' }],
  ];
  it.each(harmless)('leaves %s alone', (_, value) => {
    const scan = scanCardData(value);
    expect(scan.findings).toEqual([]);
    expect(scan.blanked).toBe(value);
  });

  it('reads the digits of every script', () => {
    const zeros: string[] = [];
    for (let code = 0x80; code < 0x1_ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (!/^\p{Nd}$/u.test(character) || /^\p{Nd}$/u.test(String.fromCodePoint(code - 1))) continue;
      zeros.push(character);
    }
    for (const zero of zeros) {
      const digits = '4111111111111111'
        .split('')
        .map((digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)));
      expect(findCardData(digits.join('')), `script of U+${zero.codePointAt(0)?.toString(16)}`).toHaveLength(1);
    }
    expect(zeros.length).toBeGreaterThan(50);
  });
});

describe('card codes and tracks', () => {
  const cases: readonly (readonly [string, Json, string])[] = [
    ['a field', { CVV: '123' }, 'code CVV'],
    ['a number', { card_cvc: 1234 }, 'code card_cvc'],
    ['an attribute', { attributes: [{ Key: 'CVV', Value: '123' }] }, 'code attributes[0].Value'],
    ['an attribute map', { cvv: { ID: 1, Value: '123' } }, 'code cvv.Value'],
    ['prose', { note: 'the security code is 123' }, 'code note'],
    ['prose behind the number', { note: '4111111111111111 12/26 737' }, 'code note'],
    ['a query', '/pay?cvv2=123&x=1', 'code '],
    ['a PIN block', { pinBlock: '0123456789ABCDEF' }, 'code pinBlock'],
    ['track 1', { swipe: '%B4111111111111111^LIND/ADA^2512101000000?' }, 'track swipe'],
    ['track 2', { swipe: ';4111111111111111=25121010000000000000?' }, 'track swipe'],
    ['a track field', { track2: '4111111111111111D2512101' }, 'track track2'],
  ];
  it.each(cases)('S13 finds a code in %s', (_, value, finding) => {
    expect(kinds(value)).toContain(finding);
    expect(JSON.stringify(scanCardData(value).blanked)).not.toMatch(/(?<!\d)(?:123|1234|737)(?!\d)|0123456789ABCDEF/);
  });
});

describe('any value', () => {
  const number = fc
    .tuple(fc.constantFrom('4', '51', '55', '2221', '6011', '3528', '62'), fc.bigInt({ min: 0n, max: 10n ** 15n }))
    .map(([prefix, rest]) => {
      const body = (prefix + String(rest).padStart(15, '0')).slice(0, 15);
      const check = '0123456789'.split('').find((digit) => passesLuhn(body + digit)) ?? '0';
      return body + check;
    });
  const separator = fc.constantFrom('', ' ', '-', '.', '\u200b', '\u00a0', '\u2013', ' - ');
  const around = fc.string({ maxLength: 20 }).map((text) => text.replace(/[0-9.\s-]+$|^[0-9.\s-]+/g, ''));

  it('S13 never lets a number through, wherever it is put', () => {
    const property = fc.property(number, separator, around, around, fc.nat(3), (digits, gap, before, after, way) => {
      const written = digits.match(/.{4}/g)?.join(gap) ?? '';
      const note = way === 0 ? base64(`n ${digits}`) : `${before} ${written} ${after}`;
      const value: Json = way === 1 ? { a: [{ b: note }] } : way === 2 ? { [note]: 1 } : { a: { note } };
      const { findings, blanked } = scanCardData(value);
      const plain = JSON.stringify({ findings, blanked })
        .normalize('NFKC')
        .replace(/[^0-9*]/g, '');
      return findings.length > 0 && !plain.includes(digits);
    });
    fc.assert(property, { numRuns: 2_000, seed: 7 });
  });

  it('never throws, finds nothing twice, and does not change its input', () => {
    const property = fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const before = JSON.stringify(value);
      const first = scanCardData(value as Json);
      expect(JSON.stringify(value)).toBe(before);
      expect(scanCardData(first.blanked).findings).toEqual([]);
    });
    fc.assert(property, { numRuns: 1_000, seed: 11 });
  });

  it('S05 keeps a member called __proto__ a member', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"note":"4111111111111111"}') as Json;
    const { blanked } = scanCardData(value);
    expect(Object.keys(blanked as object)).toEqual(['__proto__', 'note']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('D21 counts nesting it cannot look through as found', () => {
    let value: Json = '4111111111111111';
    for (let level = 0; level < 50_000; level += 1) value = [value];
    expect(findCardData(value).map((finding) => finding.kind)).toEqual(['unreadable']);
  });
});
