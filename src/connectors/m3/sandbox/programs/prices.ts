import { done, doneList, type Handlers } from '../mi/call.ts';
import { dayOf } from '../state/dates.ts';
import { customerOf, isRefusal, itemOf, notForSale, unknownCode } from './checks.ts';
import { amountText, lineAmount, netPrice } from './money.ts';
import { priceFor } from './order-input.ts';
import { priceListHandlers, rowFor } from './price-lists.ts';

/** OIS320MI: prices as an order line would get them; OIS017MI: the lists they come from. */
export const priceHandlers: Handlers = {
  ...priceListHandlers,
  'OIS320MI/GetPriceLine': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const bad = unknownCode(input) ?? notForSale(item);
    if (bad) return bad;
    const quantity = input['ORQA'] ?? '1';
    const currency = input['CUCD'] ?? customer.fields['CUCD'] ?? 'USD';
    const { price: listPrice, discountPercent } = priceFor(item, quantity, currency);
    const row = rowFor(
      sandbox,
      { itemNumber: item.itemNumber, currency, customer: customer.customerNumber },
      input['PRRF'],
    );
    const price = row?.price ?? listPrice;
    const fields = { SAPR: price, SACD: '1', DIP1: discountPercent, ORQT: quantity };
    return done({
      WHLO: input['WHLO'] ?? customer.fields['WHLO'] ?? '001',
      SAPR: price,
      LNAM: amountText(lineAmount(fields)),
      NETP: netPrice(fields).toFixed(2),
      ORDT: input['ORDT'] ?? dayOf(sandbox.now()),
      ORQA: quantity,
      ORQS: quantity,
      PRRF: row?.priceList ?? 'LIST',
      ORTP: input['ORTP'] ?? customer.fields['ORTP'] ?? '',
      CUCD: currency,
      ALUN: item.fields['UNMS'] ?? '',
      SPUN: item.fields['SPUN'] ?? '',
      SACD: '1',
      PRMO: '1',
      DIP1: discountPercent || '0',
      TINC: '0',
      LOCD: 'USD',
    });
  },
  'OIS320MI/LstPrices': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const currency = input['CUCD'] ?? customer.fields['CUCD'] ?? 'USD';
    return doneList(
      ['1', '100'].map((quantity) => {
        const { price, discountPercent } = priceFor(item, quantity, currency);
        const net = netPrice({ SAPR: price, DIP1: discountPercent }).toFixed(2);
        const unit = item.fields['SPUN'] ?? '';
        return {
          QTLB: quantity,
          SAPR: price,
          DIPC: discountPercent || '0',
          NETP: net,
          CUCD: currency,
          SPUN: unit,
          PRRF: 'LIST',
        };
      }),
    );
  },
};
