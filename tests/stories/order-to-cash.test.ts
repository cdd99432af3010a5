import { beforeAll, describe, expect, test } from 'vitest';
import { useInstance } from './instance.ts';
import { type Landed, landed } from './landed.ts';
import { until } from './until.ts';

/** What shoppers order every day lands in M3, exactly, and the shopper is told. */

const shop = useInstance();

const KINDS = [
  'plain',
  'new-customer',
  'guest',
  'discount',
  'freight',
  'foreign-currency',
  'po-number',
  'notes',
  'line-note',
  'partial-payment',
  'same-sku-twice',
  'part-quantity',
  'many-lines',
  'zero-total',
  'cents-off',
  'missing-unit',
  'target-orders',
] as const;
const placed = new Map<string, readonly number[]>();

beforeAll(async () => {
  for (const kind of KINDS) placed.set(kind, await shop.store.shop(kind));
});

const idOf = (kind: (typeof KINDS)[number]): number => placed.get(kind)?.[0] ?? 0;
const arrival = (kind: (typeof KINDS)[number]): Promise<Landed> => landed(shop, idOf(kind));

describe('who orders', () => {
  test('a customer whom M3 knows: one live order, its number in the store, one mail', async () => {
    const { web, erp, run } = await arrival('plain');
    expect(erp.customer).toBe(web.account);
    expect(web).toMatchObject({ customKey: erp.orderNumber, status: 'Confirmed' });
    expect(await shop.store.mailsOf(web.id)).toEqual(['order-received', 'order-confirmed']);
    expect(run.facts).toMatchObject({ customer: String(web.accountId), erpCustomer: erp.customer });
    expect(Number(run.facts.amount)).toBe(web.total);
    expect(run.journal.filter((entry) => entry.type === 'step-completed').length).toBeGreaterThan(4);
  });

  test('somebody new becomes a customer of M3, and the store’s account carries the number', async () => {
    const { web, erp } = await arrival('new-customer');
    const customers = (await shop.m3.ledger()).customers.filter((each) => each.searchKey === String(web.accountId));
    expect(customers).toEqual([expect.objectContaining({ customerNumber: erp.customer, status: '20' })]);
    const told = async (): Promise<boolean> => (await shop.store.order(web.id)).account === erp.customer;
    await until('the account to carry its number', told);
  });

  test('C09 ten first orders at once make one customer and ten orders, in order of arrival', async () => {
    await shop.client.pauseConnection({ params: { name: 'm3' }, body: { reason: 'ten shall wait' } });
    const email = 'ten@example.test';
    const first = await shop.store.checkOut({
      lines: [['PUMP-1001', 1]],
      newAccount: true,
      company: 'Ten At Once Ltd',
      contact: { Email1: email },
    });
    const ids = [first];
    for (let more = 0; more < 9; more += 1) {
      // The next one is told after this one is taken in, so that the numbers are the order of arrival.
      await until('the run', async () => await shop.runOf(ids.at(-1) ?? 0));
      ids.push(await shop.store.checkOut({ lines: [['VALVE-1002', 2]], buyer: email }));
    }
    await shop.client.resumeConnection({ params: { name: 'm3' }, body: {} });
    const orders = await Promise.all(ids.map((id) => landed(shop, id)));
    expect(new Set(orders.map(({ erp }) => erp.customer)).size).toBe(1);
    const { customers } = await shop.m3.ledger();
    expect(customers.filter((each) => each.name === 'Ten At Once Ltd')).toHaveLength(1);
    const byArrival = orders.toSorted((a, b) => a.web.id - b.web.id).map(({ erp }) => erp.orderNumber);
    expect(byArrival).toEqual(byArrival.toSorted());
  });

  test('a guest is booked on the customer for guests, with their own address', async () => {
    const { erp, run } = await arrival('guest');
    expect(erp.customer).toBe('WEBGUEST');
    expect(await shop.m3.orderPage(erp.orderNumber)).toContain(run.facts.name ?? 'a name');
  });

  test('several destinations in one cart: the parts land, the order over them does not', async () => {
    const ids = placed.get('target-orders') ?? [];
    const orders = await Promise.all(ids.map((id) => shop.store.order(id)));
    const [masters, parts] = [
      orders.filter((each) => each.expect === 'skip'),
      orders.filter((each) => each.expect === 'land'),
    ];
    expect([masters.length, parts.length]).toEqual([1, 2]);
    for (const part of parts) await landed(shop, part.id);
    for (const master of masters) expect(await shop.m3.ordersOf(master.id)).toEqual([]);
  });
});

describe('what it costs', () => {
  const chargesOf = ({ erp }: Landed): readonly number[] => erp.charges.map((charge) => Number(charge.amount));

  test('a discount and freight are charges of the order', async () => {
    const discount = await arrival('discount');
    expect(discount.web.totals['Discounts']).toBeLessThan(0);
    expect(chargesOf(discount)).toEqual([discount.web.totals['Discounts']]);
    const freight = await arrival('freight');
    expect(chargesOf(freight)).toEqual([freight.web.totals['Shipping']]);
  });

  test('D16 an order in another currency than ours keeps it', async () => {
    const { web, erp } = await arrival('foreign-currency');
    expect(web.currency).not.toBe('USD');
    expect(erp.currency).toBe(web.currency);
  });

  test('D15 an order that costs nothing goes through', async () => {
    const { web, run } = await arrival('zero-total');
    expect(web.total).toBe(0);
    expect(Number(run.facts.amount)).toBe(0);
  });

  test('D06 a total that is off by a cent goes through', async () => {
    const { web } = await arrival('cents-off');
    expect(web.status).toBe('Confirmed');
  });

  test('an order that is paid in part goes through', async () => {
    expect((await arrival('partial-payment')).erp.lines.length).toBeGreaterThan(0);
  });
});

describe('what is in it', () => {
  test('the buyer’s own number and notes stand on the order', async () => {
    const withNumber = await arrival('po-number');
    expect(withNumber.erp.orderReference).toBe('PO-5567');
    const withNotes = await arrival('notes');
    expect(await shop.m3.orderPage(withNotes.erp.orderNumber)).toContain(
      'Call before delivery, gate code at reception',
    );
    const withLineNote = await arrival('line-note');
    expect(await shop.m3.orderPage(withLineNote.erp.orderNumber)).toContain('Pack separately');
  });

  test('D09 the same item twice stays two lines', async () => {
    const { erp } = await arrival('same-sku-twice');
    expect(new Set(erp.lines.map((line) => line.itemNumber)).size).toBe(1);
    expect(new Set(erp.lines.map((line) => line.customerLine)).size).toBe(2);
  });

  test('D17 four hundred lines', async () => {
    const { erp } = await arrival('many-lines');
    expect(erp.lines).toHaveLength(400);
  });

  test('two and a half metres', async () => {
    const { erp } = await arrival('part-quantity');
    expect(erp.lines.map((line) => Number(line.quantity))).toContain(2.5);
  });

  test('a line without unit has the unit of its product', async () => {
    const { erp, run } = await arrival('missing-unit');
    expect(erp.lines.length).toBeGreaterThan(0);
    expect(run.warnings).toEqual([]);
  });
});

describe('names and addresses', () => {
  test('D01 what is too long is cut, says so, and nothing of the street is lost', async () => {
    const { erp, run } = await landed(shop, await shop.place('long-address'));
    expect(run.warnings.join(' ')).toContain('Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch');
    const page = await shop.m3.orderPage(erp.orderNumber);
    for (const part of ['Industrial Estate', 'Harbour Authorities', 'Gate C', 'Loading Bay 7'])
      expect(page).toContain(part);
  });

  test('D01 a company of 80 characters', async () => {
    const company = 'Gesellschaft für Meeres- und Hafentechnik der Vereinigten Nordischen Werften & Co';
    const id = await shop.store.checkOut({ lines: [['PUMP-1001', 1]], newAccount: true, company });
    const { erp, run } = await landed(shop, id);
    expect(run.facts.name).toBe(company);
    const customer = (await shop.m3.ledger()).customers.find((each) => each.customerNumber === erp.customer);
    expect(company.startsWith(customer?.name ?? '?')).toBe(true);
    expect(run.warnings.join(' ')).toContain(company);
  });

  test('D02 emoji and combined characters come through whole', async () => {
    const { erp } = await landed(shop, await shop.place('emoji'));
    expect(await shop.m3.orderPage(erp.orderNumber)).toContain('Zoë 👩‍🔧 Müller-Ångström 🚀');
  });

  test('D02 right-to-left names and places', async () => {
    const { erp } = await landed(shop, await shop.place('rtl'));
    const page = await shop.m3.orderPage(erp.orderNumber);
    expect(page).toContain('דנה לוי');
    expect(page).toContain('תל אביב');
  });

  test('D24 line breaks, tabs and controls in a name become blanks', async () => {
    const contact = { FirstName: 'Anna\tMaria\u0007', LastName: 'von\r\nBerg' };
    const { erp } = await landed(shop, await shop.store.checkOut({ lines: [['SEAL-1003', 4]], contact }));
    expect(await shop.m3.orderPage(erp.orderNumber)).toMatch(/Anna Maria +von Berg/);
  });
});
