import { expect, it } from 'vitest';
import { feeVoucher, FINANCE_SETTINGS, invoicedOrder } from '../../testing/finance.ts';
import { openRig, outputOf } from '../../testing/rig.ts';

it('shows finance what was posted and what is open, and finds it by account', async () => {
  const rig = await openRig(FINANCE_SETTINGS);
  try {
    const order = await invoicedOrder(rig);
    const { key } = outputOf<{ key: string }>(await rig.drive('voucher.post', feeVoucher()));
    const show = async (query = ''): Promise<string> => (await fetch(`${rig.sandbox.url}/ledger${query}`)).text();
    const all = await show();
    for (const part of [key, 'Payment fees', '3.10 USD', order, '519.6']) expect(all).toContain(part);
    expect(await show('?q=6570')).toContain(key);
    expect(await show('?q=9999')).not.toContain(key);
  } finally {
    await rig.close();
  }
});
