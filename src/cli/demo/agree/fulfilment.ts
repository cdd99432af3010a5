import { type Difference, heldIn, type M3Side, sameNumber, type Worlds } from './model.ts';

const VOID = 'Void';
/** Flows in which a person decides about an order; until then the two sides may differ. */
export const ORDER_FLOWS: readonly string[] = ['order-to-cash', 'order-changes-to-m3', 'order-status-back'];

/** Live orders of the web in M3, by the number of the web order. */
function webOrders({ orders }: M3Side): ReadonlyMap<string, M3Side['orders'][number]> {
  return new Map(
    orders
      .filter(({ customerOrderNumber }) => /^\d+$/.test(customerOrderNumber))
      .map((each) => [each.customerOrderNumber, each]),
  );
}

/** An order that was cancelled in the store is not live in M3. */
export function compareCancelled(worlds: Worlds): Difference[] {
  const held = heldIn(worlds, ...ORDER_FLOWS);
  const live = webOrders(worlds.m3);
  return worlds.store.orders.flatMap(({ id, status }): Difference[] => {
    const order = live.get(String(id));
    if (status !== VOID || !order || held.has(String(id)) || order.status === '99') return [];
    return [{ kind: 'orders', key: String(id), what: `void in the store, ${order.orderNumber} lives in M3` }];
  });
}

/** What the store calls the state of an order, from the statuses of its lines in M3. */
export function statusOf(lines: readonly { readonly status: string }[]): string {
  const open = lines.map(({ status }) => status).filter((status) => status !== '99');
  if (open.length === 0) return 'Completed';
  const lowest = open.map((status) => status.charAt(0)).toSorted()[0] ?? '2';
  const highest =
    open
      .map((status) => status.charAt(1))
      .toSorted()
      .at(-1) ?? '2';
  if (lowest === '7') return 'Completed';
  if (lowest === '6') return 'Shipped';
  // What is reserved in part only is not worked on yet.
  return highest >= '4' || lowest >= '3' ? 'Processing' : 'Confirmed';
}

/** What the store shows of how far an order is. What shoppers paid meanwhile may stand where nothing has moved yet. */
export function compareStatus(worlds: Worlds): Difference[] {
  const held = heldIn(worlds, ...ORDER_FLOWS);
  const live = webOrders(worlds.m3);
  return worlds.store.orders.flatMap(({ id, status }): Difference[] => {
    const order = live.get(String(id));
    if (!order || held.has(String(id)) || status === VOID || order.stop !== '0') return [];
    const wanted = statusOf(order.lines);
    const paid =
      wanted === 'Confirmed' && (status === 'Full Payment Received' || status === 'Partial Payment Received');
    if (status === wanted || paid) return [];
    const codes = order.lines.map((line) => line.status).join(' ');
    return [{ kind: 'status', key: String(id), what: `${status} in the store, ${wanted} by M3 (${codes})` }];
  });
}

/** Each delivery that left stands once in the store, with its tracking number and its quantity. */
export function compareShipments(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'shipments-to-store', ...ORDER_FLOWS);
  const webNumber = new Map([...webOrders(m3)].map(([number, { orderNumber }]) => [orderNumber, number]));
  const shown = Map.groupBy(
    store.shipments.filter(({ active }) => active),
    ({ key }) => key ?? '',
  );
  const due = m3.deliveries.filter(({ shipped, orderNumber }) => shipped && webNumber.has(orderNumber));
  const missing = due.flatMap(({ deliveryNumber, orderNumber, trackingNumber, lines }): Difference[] => {
    const found = shown.get(`M3-${deliveryNumber}`) ?? [];
    const web = webNumber.get(orderNumber) ?? '';
    const [shipment] = found;
    if (held.has(web)) return [];
    const say = (what: string): Difference[] => [
      { kind: 'shipments', key: deliveryNumber, what: `${what} (order ${web})` },
    ];
    if (!shipment) return say('not in the store');
    if (found.length > 1) return say(`${found.length} times in the store`);
    if (!shipment.orderIds.map(String).includes(web)) return say(`at order ${shipment.orderIds.join(', ')}`);
    if (shipment.tracking !== trackingNumber)
      return say(`tracking ${shipment.tracking} in the store, ${trackingNumber} in M3`);
    const sent = lines.reduce((sum, line) => sum + line.quantity, 0);
    const told = shipment.contents.split(';').reduce((sum, part) => sum + Number(part.split('=')[1] ?? 0), 0);
    return sameNumber(sent, told) ? [] : say(`${told} pieces in the store, ${sent} in M3`);
  });
  const numbers = new Set(due.map(({ deliveryNumber }) => `M3-${deliveryNumber}`));
  const invented = [...shown.keys()].filter((key) => key.startsWith('M3-') && !numbers.has(key));
  return [
    ...missing,
    ...invented.map((key): Difference => ({ kind: 'shipments', key, what: 'M3 has no such delivery' })),
  ];
}

/** Each invoice of a web order stands once in the store, with its total and what is open of it. */
export function compareInvoices(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'invoices-to-store', ...ORDER_FLOWS);
  const webNumber = new Map([...webOrders(m3)].map(([number, { orderNumber }]) => [orderNumber, number]));
  const shown = Map.groupBy(
    store.invoices.filter(({ active }) => active),
    // The key is year and number; M3's ledger here tells the number alone.
    ({ key }) => (key ?? '').replace(/^\d{4}-/, ''),
  );
  return m3.invoices.flatMap(({ invoiceNumber, orderNumber, total, open }): Difference[] => {
    const web = webNumber.get(orderNumber);
    if (web === undefined || held.has(web) || held.has(invoiceNumber)) return [];
    const found = shown.get(invoiceNumber) ?? [];
    const [invoice] = found;
    const say = (what: string): Difference[] => [
      { kind: 'invoices', key: invoiceNumber, what: `${what} (order ${web})` },
    ];
    if (!invoice) return say('not in the store');
    if (found.length > 1) return say(`${found.length} times in the store`);
    const told = Object.values(invoice.totals ?? {}).reduce((sum, part) => sum + part, 0);
    if (!sameNumber(told, total)) return say(`${told} in the store, ${total} in M3`);
    if (!sameNumber(invoice.balanceDue, open))
      return say(`${invoice.balanceDue ?? 0} open in the store, ${open} in M3`);
    return invoice.orderIds.map(String).includes(web) ? [] : say(`at order ${invoice.orderIds.join(', ')}`);
  });
}
