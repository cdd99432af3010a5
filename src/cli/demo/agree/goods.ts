import { type Difference, heldIn, sameNumber, type Worlds } from './model.ts';

/** Statuses of items that may be sold, and those that are over. */
const SOLD = new Set(['20', '30', '40']);
const OVER = new Set(['50', '80', '90']);
/** Units that are sold in parts, and their decimals. */
const DECIMALS: Readonly<Record<string, number>> = { M: 2, FT: 2, L: 2, KG: 3 };
const BASE_LIST = 'LIST';
const BASE_CURRENCY = 'USD';

/** What each product is called and how it is shown, unless the store's own staff said otherwise since. */
export function compareItems(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'items-to-products');
  const items = new Map(m3.items.map((item) => [item.itemNumber, item]));
  const edited = new Map<string, Set<string>>();
  for (const { sku, integration, changed } of store.productWrites) {
    if (integration) continue;
    const fields = edited.get(sku) ?? new Set();
    for (const field of changed) fields.add(field);
    edited.set(sku, fields);
  }
  const known = new Set(store.products.map(({ sku }) => sku));
  const missing = m3.items.filter(
    ({ itemNumber, status, unit }) => SOLD.has(status) && unit !== '' && !known.has(itemNumber),
  );
  const differing = store.products.flatMap((product): Difference[] => {
    const item = items.get(product.sku);
    if (!item || !product.active || held.has(product.sku)) return [];
    const own = edited.get(product.sku) ?? new Set();
    const pairs: readonly (readonly [member: string, store: unknown, m3: unknown])[] = [
      ['Name', product.name, item.name],
      ['ShortDescription', product.shortDescription, item.description || item.name],
      ['UnitOfMeasure', product.unit, item.unit],
      ['Weight', Number(product.weight ?? 0), Number(item.weight)],
      ['IsVisible', product.visible, SOLD.has(item.status)],
      ['IsDiscontinued', product.discontinued, OVER.has(item.status)],
      ['ProductCategories', product.categories.includes(item.group), true],
    ];
    return pairs
      .filter(([member, left, right]) => !own.has(member) && left !== right)
      .map(([member, left, right]) => ({
        kind: 'items',
        key: product.sku,
        what: `${member} is ${String(left)} in the store, ${String(right)} in M3`,
      }));
  });
  return [
    ...missing
      .filter(({ itemNumber }) => !held.has(itemNumber))
      .map(
        ({ itemNumber }): Difference => ({ kind: 'items', key: itemNumber, what: 'the store has no product of it' }),
      ),
    ...differing,
  ];
}

/** The base price of each product is the list price of M3. */
export function comparePrices(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'prices-to-products');
  const list = new Map(
    m3.prices
      .filter(
        ({ priceList, currency, customer }) => priceList === BASE_LIST && currency === BASE_CURRENCY && customer === '',
      )
      .map(({ itemNumber, price }) => [itemNumber, price]),
  );
  return store.products.flatMap(({ sku, active, price }): Difference[] => {
    const wanted = list.get(sku);
    if (wanted === undefined || !active || held.has(sku) || Number(wanted) === 0 || sameNumber(price, wanted))
      return [];
    return [{ kind: 'prices', key: sku, what: `${String(price)} in the store, ${wanted} in M3` }];
  });
}

/**
 * What can be sold: M3's figure after reservations, less what orders take that wait on their way, from whatever
 * warehouse; never below zero, in the decimals of the unit. Of an order that could not be read nobody knows what it takes: both figures count as right.
 */
export function compareStock({ store, m3, holds }: Worlds): Difference[] {
  const waiting = new Map(holds.filter(({ flow }) => flow === 'order-to-cash').map((hold) => [hold.order, hold]));
  const landed = new Set(m3.orders.map(({ customerOrderNumber }) => customerOrderNumber));
  const promised = new Map<string, { surely: number; perhaps: number }>();
  for (const order of store.orders) {
    const hold = waiting.get(String(order.id));
    if (!hold || landed.has(String(order.id))) continue;
    const isRead = hold.state !== 'queued' && !hold.code.startsWith('clarity.');
    for (const { sku, quantity } of order.lines) {
      const sum = promised.get(sku) ?? { surely: 0, perhaps: 0 };
      const taken = Math.max(0, Number(quantity));
      if (isRead) sum.surely += taken;
      else sum.perhaps += taken;
      promised.set(sku, sum);
    }
  }
  const units = new Map(m3.items.map(({ itemNumber, unit }) => [itemNumber, unit]));
  const shown = new Map(store.stock.map(({ sku, section, quantity }) => [`${sku}@${section}`, quantity]));
  const active = new Set(store.products.filter((product) => product.active).map(({ sku }) => sku));
  return m3.balances.flatMap(({ itemNumber, warehouse, afterReservations }): Difference[] => {
    if (!active.has(itemNumber)) return [];
    const quantity = shown.get(`${itemNumber}@${warehouse}-MAIN`);
    const scale = 10 ** (DECIMALS[units.get(itemNumber) ?? ''] ?? 0);
    const cut = (value: number): number => Math.floor(Math.max(0, value) * scale + 1e-6) / scale;
    const { surely = 0, perhaps = 0 } = promised.get(itemNumber) ?? {};
    const [least, most] = [cut(afterReservations - surely - perhaps), cut(afterReservations - surely)];
    if (quantity !== undefined && quantity >= least - 1e-6 && quantity <= most + 1e-6) return [];
    const what = `${String(quantity)} in the store, ${least === most ? most : `${least} to ${most}`} can be sold`;
    return [{ kind: 'stock', key: `${itemNumber}@${warehouse}`, what }];
  });
}
