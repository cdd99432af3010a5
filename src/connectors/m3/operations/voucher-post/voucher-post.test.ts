import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import { feeVoucher, FINANCE_SETTINGS, financeOf } from '../../testing/finance.ts';
import { openRig, outputOf, type Rig, storyOf } from '../../testing/rig.ts';
import type { VoucherOutput } from './input.ts';

const HAPPY = 'head applied, fill applied, read-back applied, control applied, post applied, look applied';

describe('posting a voucher', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig(FINANCE_SETTINGS);
  });
  afterEach(() => rig.close());

  const post = (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) =>
    rig.drive('voucher.post', feeVoucher(change), choices);
  const vouchers = async () => (await financeOf(rig)).vouchers;

  it('takes six calls, and the ledger has it once and balanced', async () => {
    const driven = await post();
    expect(storyOf(driven)).toBe(HAPPY);
    const output = outputOf<VoucherOutput>(driven);
    expect(output).toMatchObject({ posted: true, voucherSeries: 'GLI', year: '2026', total: '3.10', currency: 'USD' });
    expect(output.key).toMatch(/^P[0-9A-Z]{14}$/);
    expect(await vouchers()).toMatchObject([
      {
        number: output.voucherNumber,
        text: `${output.key} 1042 mock-9f3c`,
        lines: [
          { account: '6570', side: 'D', amount: '3.10', currency: 'USD' },
          { account: '1580', side: 'C', amount: '3.10', currency: 'USD' },
        ],
      },
    ]);
    expect(driven.end).toMatchObject({
      links: [{ kind: 'voucher', left: { id: 'main/9001/fee/1' }, right: { id: output.key } }],
    });
  });

  it('goes in fixed positions where the interface takes those', async () => {
    const settings = { voucherLines: 'packed', ledgerInterface: 'LANDBRIDGEFIX' };
    outputOf(await post({}, { settings }));
    expect(await vouchers()).toMatchObject([{ lines: [{ account: '6570', amount: '3.10' }, { account: '1580' }] }]);
  });

  it.each([
    ['drop-before', 'GLS840MI/AddBatchHead'],
    ['drop-after', 'GLS840MI/AddBatchHead'],
    ['drop-before', 'GLS840MI/bulk'],
    ['drop-after', 'GLS840MI/bulk'],
    ['gateway-timeout', 'GLS840MI/bulk'],
    ['truncated', 'GLS840MI/CtrlBatch'],
    ['drop-before', 'GLS840MI/UpdBatch'],
    ['drop-after', 'GLS840MI/UpdBatch'],
    ['gateway-timeout', 'GLS840MI/UpdBatch'],
    ['html', 'GLS840MI/UpdBatch'],
    ['drop-after', 'EXPORTMI/Select'],
  ] as const)('N02 stands once after %s of %s', async (kind, call) => {
    await rig.fault(call, kind);
    expect(outputOf(await post())).toMatchObject({ posted: true });
    expect(await vouchers()).toHaveLength(1);
  });

  it('N03 waits out the quiet time before it posts a second time, at most twice', async () => {
    await rig.fault('GLS840MI/UpdBatch', 'drop-before');
    expect(storyOf(await post())).toContain('post ambiguous, look applied');
    expect(await vouchers()).toHaveLength(1);
    await rig.fault('GLS840MI/UpdBatch', 'drop-before', 2);
    const driven = await post({ paymentId: '9002' });
    expect(driven.end).toMatchObject({
      do: 'fail',
      failure: { code: 'm3.voucher-outcome-unknown', kind: 'uncertain' },
    });
    expect(storyOf(driven).match(/post ambiguous/g)).toHaveLength(2);
    // A person retries: it looks, and posts what is not there.
    outputOf(await post({ paymentId: '9002' }, { calls: driven.calls, round: 1 }));
    expect(await vouchers()).toHaveLength(2);
  });

  it('C10 goes on with what an earlier life has left, and never posts it again', async () => {
    const first = await post();
    for (let kept = 0; kept <= first.calls.length; kept += 1) {
      const driven = await post({}, { calls: first.calls.slice(0, kept) });
      expect(outputOf<VoucherOutput>(driven).voucherNumber).toBe(outputOf<VoucherOutput>(first).voucherNumber);
    }
    expect(await vouchers()).toHaveLength(1);
  });

  it('only looks when it is linked, and says when the voucher is gone', async () => {
    const first = outputOf<VoucherOutput>(await post());
    const again = await post({}, { linkedId: first.key });
    expect(storyOf(again)).toBe('look applied');
    const other = await post({ paymentId: '1' }, { linkedId: first.key });
    expect(other.end).toMatchObject({ do: 'fail', failure: { code: 'm3.voucher-missing' } });
  });

  it('holds when another voucher stands under its key', async () => {
    outputOf(await post());
    const lines = [
      { account: '6570', side: 'debit', amount: '3.11' },
      { account: '1580', side: 'credit', amount: '3.11' },
    ];
    expect((await post({ lines })).end).toMatchObject({ do: 'fail', failure: { code: 'm3.voucher-differs' } });
    expect(await vouchers()).toHaveLength(1);
  });

  it.each([
    ['an account that M3 does not have', { lines: twoLines('9999', '1580', '1') }, 'm3.voucher-refused'],
    [
      'debit and credit that differ',
      { lines: [...twoLines('6570', '1580', '1'), line('6570', '0.01')] },
      'm3.voucher-unbalanced',
    ],
    ['more decimals than the currency has', { lines: twoLines('6570', '1580', '1.005') }, 'm3.input-invalid'],
    ['yen with decimals', { currency: 'JPY', lines: twoLines('6570', '1580', '10.5') }, 'm3.input-invalid'],
    ['no currency', { currency: '' }, 'm3.input-invalid'],
    ['no day', { date: '2026-02-30' }, 'm3.input-invalid'],
    ['no payment', { paymentId: ' ' }, 'm3.input-invalid'],
  ])('D16 holds %s and posts nothing', async (_name, change, code) => {
    expect((await post(change as JsonObject)).end).toMatchObject({ do: 'fail', failure: { code } });
    expect(await vouchers()).toEqual([]);
  });

  it('holds a currency that the ledger of the connection does not take', async () => {
    const driven = await post({ currency: 'SEK' }, { settings: { ledgerCurrencies: ['USD', 'JPY'] } });
    expect(driven.end).toMatchObject({ do: 'fail', failure: { code: 'm3.currency-not-in-ledger' } });
  });

  it('says which setting is missing', async () => {
    const driven = await post({}, { settings: { ledgerInterface: '' } });
    expect(driven.end).toMatchObject({ failure: { code: 'm3.ledger-setup-missing', field: 'ledgerInterface' } });
  });

  it('D15 posts nothing for zero, and says so', async () => {
    const driven = await post({ lines: twoLines('6570', '1580', '0.00') });
    expect(outputOf(driven)).toMatchObject({ posted: false, reason: expect.stringContaining('nothing to post') });
    expect(driven.exchanges).toEqual([]);
  });

  it.each([
    ['JPY', '1234'],
    ['USD', '0.01'],
    ['KWD', '1.005'],
  ])('%s keeps its digits', async (currency, amount) => {
    outputOf(await post({ currency, lines: twoLines('6570', '1580', amount) }));
    expect(await vouchers()).toMatchObject([
      {
        lines: [
          { amount, currency, side: 'D' },
          { amount, currency, side: 'C' },
        ],
      },
    ]);
  });

  it('turns sides for what mirrors another, and for amounts below zero', async () => {
    outputOf(await post({ kind: 'refunded', mirrored: true }));
    outputOf(await post({ kind: 'summary', lines: twoLines('6570', '1580', '-3.10') }));
    const turned = [
      { account: '6570', side: 'C' },
      { account: '1580', side: 'D' },
    ];
    expect(await vouchers()).toMatchObject([{ lines: turned }, { lines: turned }]);
  });
});

function line(account: string, amount: string, side = 'debit'): JsonObject {
  return { account, side, amount };
}

function twoLines(debit: string, credit: string, amount: string): JsonObject[] {
  return [line(debit, amount), line(credit, amount, 'credit')];
}
