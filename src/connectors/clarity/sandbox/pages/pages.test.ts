import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type OpenStore } from '../testing/open-store.ts';
import { escapeHtml, html } from './html.ts';

describe('html', () => {
  test('escapes everything but fragments', () => {
    const evil = `<img src=x onerror="a('&')">`;
    expect(html`<p title="${evil}">${[html`<b>${evil}</b>`, 5, null, false]}</p>`.text).toBe(
      `<p title="${escapeHtml(evil)}"><b>${escapeHtml(evil)}</b>5</p>`,
    );
    expect(escapeHtml(evil)).not.toMatch(/[<>"']/);
  });
});

describe('the storefront', () => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  const send = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(store.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers });
  const show = async (path: string, cookie = '') => (await fetch(store.url + path, { headers: { cookie } })).text();
  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');

  test('finds products, puts them into the basket and orders as a new customer', async () => {
    expect(await show('/?q=dosing&group=PUMP')).toContain('Dosing pump DN30');
    const added = await send('/basket/add', { sku: 'PUMP-1001', quantity: '2' });
    expect(added.status).toBe(303);
    const cookie = cookieOf(added);
    expect(await show('/basket', cookie)).toContain('480.00 USD');
    const typed = {
      who: 'new',
      firstName: '<script>x</script>',
      lastName: "O'Neil",
      email: 'ann@example.test',
      street: '1 Way',
      city: 'Austin',
      postalCode: '78701',
      country: 'USA',
      payment: 'later',
      po: 'PO "1"',
      shipping: 'ground',
      note: '[urgent]',
    };
    const placed = await send('/checkout', typed, { cookie });
    expect(placed.headers.get('location')).toBe('/orders/1042?placed=1');
    const order = await store.order(1042);
    expect(order).toMatchObject({
      PurchaseOrderNumber: 'PO "1"',
      StatusKey: 'Pending',
      Notes: [{ Note1: '[urgent]' }],
      ItemQuantity: 2,
    });
    const page = await show('/orders/1042', cookieOf(placed));
    expect(page).toContain('&#60;script&#62;x&#60;/script&#62;');
    expect(page).not.toContain('<script');
    expect(page).toContain('http-equiv="refresh"');
    expect(await show('/orders', cookieOf(placed))).toContain('href="/orders/1042"');
  });

  test('shows the ERP number and the e-mails once the order is confirmed', async () => {
    const { SalesItems: _, ...order } = await store.order(1042);
    await store.api('PUT', '/Ordering/SalesOrder/Update', { ...order, CustomKey: '0010004711' });
    await store.api('PATCH', '/Ordering/SalesOrder/Confirm/1042');
    const page = await show('/orders/1042');
    expect(page).toContain('0010004711');
    expect(page).toContain('Order confirmed');
    expect(page).not.toContain('http-equiv="refresh"');
  });

  test('a refused checkout says why and keeps what was typed', async () => {
    const refused = await send('/checkout', { who: 'guest', firstName: 'Ann' }, { cookie: 'basket=PUMP-1001*1' });
    const page = await refused.text();
    expect([refused.status, page]).toEqual([422, expect.stringContaining('Please fill in: Last name')]);
    expect(page).toContain('value="Ann"');
  });

  test('a hostile basket cookie is ignored', async () => {
    expect(await show('/basket', 'basket="><script>*1.PUMP-1001*-4.X*1e99')).toContain('Nothing in it yet');
  });

  test('the back office shows orders, places some, sets faults and takes a clerk’s action', async () => {
    await send('/back-office/shop', { count: '3', kind: 'unknown-sku' });
    expect((await show('/back-office')).match(/>unknown-sku</g)?.length).toBeGreaterThanOrEqual(3);
    await send('/back-office/faults', { call: '*', kind: 'duplicate', times: '2' });
    expect((await store.plain('GET', '/sandbox/faults')).body['rules']).toEqual([
      { call: '*', kind: 'duplicate', times: 2 },
    ]);
    await send('/back-office/orders/1042', { action: 'Void' });
    expect((await store.order(1042))['StatusKey']).toBe('Void');
    expect(await show('/back-office?q=0010004711')).toContain('href="/orders/1042"');
  });

  test('forms of other sites are refused, and every page forbids scripts', async () => {
    const foreign = await send('/back-office/shop', { count: '1' }, { origin: 'https://example.test' });
    expect(foreign.status).toBe(403);
    const page = await fetch(`${store.url}/`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await fetch(`${store.url}/nothing`)).status).toBe(404);
  });
});
