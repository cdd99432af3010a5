import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readM3Settings } from '../../setup/settings.ts';
import { fromMinorUnits, sumOf, toMinorUnits } from '../finance/minor-units.ts';
import { eventKey, eventNumber } from '../finance/event-key.ts';
import type { Side } from './input.ts';
import { layoutOf, packLine } from './packed.ts';
import { isVoucher, readVoucher } from './voucher.ts';

const settings = readM3Settings({});
const currencies = { JPY: 0, USD: 2, KWD: 3 } as const;
const currency = fc.constantFrom(...(Object.keys(currencies) as (keyof typeof currencies)[]));
const minor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });

describe('whole minor units', () => {
  it('go there and back without a change', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const decimals = currencies[code];
        expect(toMinorUnits(fromMinorUnits(amount, decimals), decimals)).toBe(amount);
      }),
    );
  });

  it('are never rounded', () => {
    expect(toMinorUnits('0.105', 2)).toBeUndefined();
    expect(toMinorUnits('0.10500', 3)).toBe(105n);
    expect(toMinorUnits('275.40000', 2)).toBe(27_540n);
    expect(toMinorUnits('1e3', 2)).toBeUndefined();
    expect(toMinorUnits('1,5', 2)).toBeUndefined();
    expect(toMinorUnits('9007199254740993.01', 2)).toBe(900_719_925_474_099_301n);
  });
});

describe('the balance of a voucher', () => {
  const parts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 8 });
  const event = { store: 'main', paymentId: '1', kind: 'fee', date: '2026-03-02' };
  const make = (code: keyof typeof currencies, amounts: readonly bigint[], credit: bigint, mirrored = false) => {
    const decimals = currencies[code];
    const line = (side: Side, amount: bigint) => ({ account: '1', side, amount: fromMinorUnits(amount, decimals) });
    const lines = [...amounts.map((amount) => line('debit', amount)), line('credit', credit)];
    return readVoucher({ ...event, currency: code, lines, mirrored }, settings);
  };

  it('is exact: equal sums make a voucher whose sides are equal again, one unit off makes none', () => {
    fc.assert(
      fc.property(currency, parts, fc.boolean(), (code, amounts, mirrored) => {
        const sum = sumOf(amounts);
        const voucher = make(code, amounts, sum, mirrored);
        if (!isVoucher(voucher)) throw new Error(voucher.message);
        const side = (wanted: Side) =>
          sumOf(
            voucher.lines
              .filter((each) => each.side === wanted)
              .map(({ amount }) => toMinorUnits(amount, currencies[code]) ?? 0n),
          );
        expect(side('debit')).toBe(side('credit'));
        expect(side('debit')).toBe(sum);
        expect(make(code, amounts, sum + 1n)).toMatchObject({ code: 'm3.voucher-unbalanced' });
        expect(make(code, amounts, sum - 1n)).toMatchObject({ code: 'm3.voucher-unbalanced' });
      }),
    );
  });

  it('says by how much it is off', () => {
    expect(make('USD', [1_000n], 999n)).toMatchObject({
      message: 'Debit 10.00 and credit 9.99 USD differ by 0.01.',
    });
  });
});

describe('keys', () => {
  it('are always the same for a happening, and other for another', () => {
    const event = { store: 'main', paymentId: '9001', kind: 'captured' };
    expect(eventKey('P', event)).toBe(eventKey('P', { ...event, sequence: 1 }));
    const others = [{ sequence: 2 }, { kind: 'refunded' }, { paymentId: '900' }, { store: 'eu' }];
    expect(
      new Set([event, ...others.map((change) => ({ ...event, ...change }))].map((each) => eventKey('P', each))).size,
    ).toBe(5);
    expect(eventKey('P', { store: 'a', paymentId: 'bc', kind: 'd' })).not.toBe(
      eventKey('P', { store: 'ab', paymentId: 'c', kind: 'd' }),
    );
    expect(eventNumber(event)).toMatch(/^[1-9]\d{9}$/);
  });
});

describe('fixed positions', () => {
  it('put each field in its place and cut nothing', () => {
    const layout = layoutOf(['1-2 INRI', '4-9 CUAM right', '10-12 =WEB']);
    if (!Array.isArray(layout)) throw new Error('no layout');
    expect(packLine({ INRI: 'I1', CUAM: '3.10' }, layout)).toBe('I1   3.10WEB');
    expect(packLine({ INRI: 'I1', CUAM: '1234567' }, layout)).toMatchObject({ code: 'm3.input-invalid' });
    expect(layoutOf(['CUAM'])).toMatchObject({ code: 'm3.ledger-setup-missing' });
  });
});
