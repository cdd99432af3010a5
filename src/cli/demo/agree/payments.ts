import { Decimal } from 'decimal.js';
import { type Difference, heldIn, type Worlds } from './model.ts';

/** Accounts on which money stands that processors and banks still have: cards, providers, wire. */
const CLEARING = new Set(['1580', '1581', '1582']);
const VOID = 'Void';

/** What came in and what went back for one web order, in whole and part. */
interface Money {
  came: Decimal;
  back: Decimal;
}

const nothing = (): Money => ({ came: new Decimal(0), back: new Decimal(0) });

/**
 * What shoppers paid and got back for each order, against what M3 settled, has on account or posted back; and every
 * voucher balanced to the last digit.
 */
export function comparePayments(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'payments-to-m3', 'order-to-cash');
  const orderOf = new Map(m3.orders.map(({ orderNumber, customerOrderNumber }) => [orderNumber, customerOrderNumber]));
  const inM3 = new Set(orderOf.values());
  const wanted = new Map<string, Money>();
  for (const { orderId, amount, status, received } of store.payments) {
    if (orderId === null || !received || status === VOID) continue;
    const money = wanted.get(String(orderId)) ?? nothing();
    if (amount > 0) money.came = money.came.plus(amount);
    else money.back = money.back.minus(amount);
    wanted.set(String(orderId), money);
  }
  const posted = postedMoney(worlds, orderOf);
  const orders = [...new Set([...wanted.keys(), ...posted.keys()])];
  const differing = orders.flatMap((web): Difference[] => {
    if (held.has(web) || !inM3.has(web)) return [];
    const [left, right] = [wanted.get(web) ?? nothing(), posted.get(web) ?? nothing()];
    const say = (what: string, store: Decimal, m3: Decimal): Difference[] =>
      store.eq(m3)
        ? []
        : [{ kind: 'payments', key: web, what: `${what} ${store.toFixed()} in the store, ${m3.toFixed()} in M3` }];
    return [...say('paid', left.came, right.came), ...say('given back', left.back, right.back)];
  });
  return [...differing, ...unbalanced(worlds)];
}

function postedMoney({ m3 }: Worlds, orderOf: ReadonlyMap<string, string>): Map<string, Money> {
  const posted = new Map<string, Money>();
  const of = (web: string): Money => {
    const money = posted.get(web) ?? nothing();
    posted.set(web, money);
    return money;
  };
  const invoiceOf = new Map(m3.invoices.map(({ invoiceNumber, orderNumber }) => [invoiceNumber, orderNumber]));
  for (const { invoiceNumber, amount } of m3.receipts) {
    const web = orderOf.get(invoiceOf.get(invoiceNumber) ?? '');
    if (web !== undefined) of(web).came = of(web).came.plus(amount);
  }
  // The text of a voucher names the web order between its key and the number of the transaction.
  for (const { text, lines } of m3.vouchers) {
    const web = text.split(' ')[1] ?? '';
    if (!/^\d+$/.test(web)) continue;
    for (const { account, side, amount } of lines) {
      if (!CLEARING.has(account)) continue;
      if (side === 'D') of(web).came = of(web).came.plus(amount);
      else of(web).back = of(web).back.plus(amount);
    }
  }
  return posted;
}

function unbalanced({ m3 }: Worlds): Difference[] {
  return m3.vouchers.flatMap(({ text, source, lines }): Difference[] => {
    const sums = Map.groupBy(lines, ({ currency }) => currency);
    const off = [...sums.values()].some(
      (group) =>
        !group
          .reduce((sum, { side, amount }) => sum.plus(side === 'D' ? amount : `-${amount}`), new Decimal(0))
          .isZero(),
    );
    return off ? [{ kind: 'payments', key: source, what: `voucher "${text}" is not balanced` }] : [];
  });
}
