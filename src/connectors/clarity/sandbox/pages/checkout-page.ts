import { checkOut } from '../checkout/checkout.ts';
import { DISCOUNT_CODES, SHIPPING_METHODS } from '../checkout/pricing.ts';
import type { CheckoutRequest } from '../checkout/request.ts';
import { type Members, numberMember, textMember } from '../http/members.ts';
import { CodedError, type Reply } from '../http/reply.ts';
import { textOf } from '../state/table.ts';
import { basketCookie, setQuantity, shopperCookie } from './basket.ts';
import { money } from './format.ts';
import { type Html, html } from './html.ts';
import { page, seeOther } from './layout.ts';
import type { Visit } from './visit.ts';

/** The basket with the form to order what is in it. */
export function basketPage(visit: Visit, problem?: string): Reply {
  const frame = {
    title: 'Basket',
    here: '/basket',
    basketCount: visit.basket.size,
    status: problem ? 422 : 200,
  } as const;
  if (visit.basket.size === 0) {
    const empty = html`<h1>Your basket</h1><div class="panel empty"><p>Nothing in it yet.</p><a class="button" href="/">Go shopping</a></div>`;
    return page(frame, empty);
  }
  return page(
    frame,
    html`<h1>Your basket</h1><p class="lead">Change quantities, then say who you are and where it goes.</p>
${problem && html`<p class="note bad" role="alert">${problem}</p>`}
<div class="two"><div>${linesPanel(visit)}<form method="post" action="/checkout" class="panel">${buyerFields(visit)}${deliveryFields(visit.form)}
<button>Place order</button></form></div>
<aside class="panel"><h2>Good to know</h2><p class="mute">Known accounts order from their address book, in their own currency and by their own terms. New customers and guests order in US dollars.</p>
<p class="mute">Discount codes to try: ${Object.keys(DISCOUNT_CODES).join(', ')}.</p><p class="mute">Cards are never asked for: the payment provider is a mock that hands out a token.</p></aside></div>`,
  );
}

/** Sets quantities; 0 takes a line out. */
export function updateBasket({ form, basket }: Visit): Reply {
  for (const sku of basket.keys()) {
    const quantity = numberMember(form, `quantity-${sku}`);
    if (quantity !== undefined) setQuantity(basket, sku, quantity);
  }
  const removed = textMember(form, 'remove');
  if (removed !== undefined) setQuantity(basket, removed, 0);
  return seeOther('/basket', { 'Set-Cookie': basketCookie(basket) });
}

/** Places the order and goes to its page; a refusal shows the form again with what was typed. */
export function placeOrder(visit: Visit): Reply {
  if (visit.basket.size === 0) return seeOther('/basket');
  try {
    const { order } = checkOut(visit.sandbox.shop, requestOf(visit), { kind: 'storefront' });
    const email = visit.sandbox.state.entity('Contact').get(order.BillingContactID);
    const cookies = [basketCookie(new Map()), shopperCookie(textOf(email, 'Email1') ?? '')];
    return seeOther(`/orders/${order.ID}?placed=1`, { 'Set-Cookie': cookies });
  } catch (error) {
    if (error instanceof CodedError) return basketPage(visit, error.message);
    throw error;
  }
}

function requestOf({ form, basket }: Visit): CheckoutRequest {
  const who = textMember(form, 'who') ?? 'known';
  const required = ['firstName', 'lastName', 'email', 'street', 'city', 'country'].filter((name) => !field(form, name));
  if (who !== 'known' && required.length > 0) {
    throw new CodedError('checkout', `Please fill in: ${required.map((name) => LABELS[name] ?? name).join(', ')}`);
  }
  const discount = field(form, 'discount');
  if (discount && !DISCOUNT_CODES[discount.toUpperCase()])
    throw new CodedError('checkout', `The discount code ${discount} is not known`);
  return {
    lines: [...basket].map(([sku, quantity]) => ({
      productId: undefined,
      sku,
      quantity,
      note: undefined,
      destination: undefined,
    })),
    userId: undefined,
    userName: who === 'known' ? field(form, 'account') : undefined,
    newAccount: who === 'new',
    companyName: field(form, 'company'),
    billing: who === 'known' ? undefined : typedContact(form),
    shipping: undefined,
    sameAsBilling: true,
    payment:
      textMember(form, 'payment') === 'card'
        ? { method: 'card', token: 'tok_mock' }
        : { method: 'later', poNumber: field(form, 'po') },
    partialAmount: undefined,
    currency: who === 'known' ? undefined : 'USD',
    instructions: field(form, 'note'),
    discountCodes: discount ? [discount] : [],
    shippingMethod: field(form, 'shipping'),
    storeKey: undefined,
  };
}

const LABELS: Readonly<Record<string, string>> = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  company: 'Company (optional)',
  phone: 'Phone (optional)',
  street: 'Street',
  city: 'City',
  postalCode: 'Postal code',
};

function typedContact(form: Members): Members {
  const address = {
    Company: field(form, 'company'),
    Street1: field(form, 'street'),
    City: field(form, 'city'),
    PostalCode: field(form, 'postalCode'),
    CountryKey: field(form, 'country'),
    RegionKey: field(form, 'country') === 'USA' ? 'USA-TX' : undefined,
  };
  const { FirstName, LastName } = { FirstName: field(form, 'firstName'), LastName: field(form, 'lastName') };
  return { FirstName, LastName, Email1: field(form, 'email'), Phone1: field(form, 'phone'), Address: address };
}

function field(form: Members, name: string): string | undefined {
  return textMember(form, name)?.trim() || undefined;
}

function linesPanel({ basket, sandbox }: Visit): Html {
  const products = sandbox.state.entity('Product');
  const lines = [...basket].map(([sku, quantity]) => ({ sku, quantity, product: products.byKey(sku) }));
  const total = lines.reduce((sum, { product, quantity }) => sum + Number(product?.['PriceBase'] ?? 0) * quantity, 0);
  return html`<form method="post" action="/basket" class="panel"><table class="stack"><thead><tr><th>Product</th><th class="num">Price</th><th>Quantity</th><th class="num">Sum</th></tr></thead><tbody>
${lines.map(({ sku, quantity, product }) => {
  const price = Number(product?.['PriceBase'] ?? 0);
  return html`<tr><td data-label="Product"><div>${textOf(product, 'Name') ?? sku}<br><span class="mute">${sku}</span></div></td><td class="num" data-label="Price">${money(price, 'USD')}</td>
<td data-label="Quantity"><input type="number" name="quantity-${sku}" value="${quantity}" min="0" max="999" aria-label="Quantity of ${sku}"></td><td class="num" data-label="Sum">${money(price * quantity, 'USD')}</td></tr>`;
})}</tbody></table><p class="num"><b>Goods ${money(total, 'USD')}</b></p><button class="quiet">Update quantities</button></form>`;
}

function buyerFields({ sandbox, form, shopper }: Visit): Html {
  const { state } = sandbox;
  const who = textMember(form, 'who') ?? 'known';
  const chosen = textMember(form, 'account') ?? shopper;
  const users = [...state.entity('User').rows.values()].filter((user) => user['AccountID'] != null).slice(0, 80);
  const choice = (value: string, label: string): Html =>
    html`<label class="choice"><input type="radio" name="who" value="${value}"${value === who && html` checked`}> ${label}</label>`;
  const input = (name: string, type = 'text'): Html =>
    html`<label>${LABELS[name] ?? name}<input name="${name}" type="${type}" value="${textMember(form, name) ?? ''}"></label>`;
  const country = textMember(form, 'country') ?? 'USA';
  return html`<fieldset><legend>Who orders?</legend>${choice('known', 'A customer with an account')}
<label class="known">Account<select name="account">${users.map((user) => {
    const account = state.entity('Account').get(user['AccountID'] as number);
    const userName = textOf(user, 'UserName') ?? '';
    return html`<option value="${userName}"${userName === chosen && html` selected`}>${textOf(account, 'Name') ?? ''} · ${account?.CustomKey ?? 'new'}${account?.['IsOnHold'] === true && ' (on hold)'}</option>`;
  })}</select></label>
${choice('new', 'A new customer, with an account from now on')}${choice('guest', 'A guest, without an account')}</fieldset>
<fieldset class="typed"><legend>Name and address</legend>
<div class="fields">${['firstName', 'lastName'].map((name) => input(name))}${input('email', 'email')}${['company', 'phone', 'street', 'city', 'postalCode'].map((name) => input(name))}
<label>Country<select name="country">${[...state.entity('Country').rows.values()].map(
    (row) =>
      html`<option value="${row.CustomKey}"${row.CustomKey === country && html` selected`}>${textOf(row, 'Name') ?? ''}</option>`,
  )}</select></label></div></fieldset>`;
}

function deliveryFields(form: Members): Html {
  const payment = textMember(form, 'payment') ?? 'card';
  const shipping = textMember(form, 'shipping') ?? 'none';
  return html`<fieldset><legend>Delivery and payment</legend><div class="fields"><label>Delivery<select name="shipping">${Object.entries(
    SHIPPING_METHODS,
  ).map(
    ([key, method]) =>
      html`<option value="${key}"${key === shipping && html` selected`}>${method.label} · ${money(Number(method.price), 'USD')}</option>`,
  )}</select></label>
<label>Payment<select name="payment"><option value="card"${payment === 'card' && html` selected`}>Card (mock, paid at once)</option><option value="later"${payment === 'later' && html` selected`}>Invoice, pay later</option></select></label>
<label>Your order number<input name="po" maxlength="100" value="${textMember(form, 'po') ?? ''}"></label><label>Discount code<input name="discount" value="${textMember(form, 'discount') ?? ''}"></label></div>
<label class="below">Note to us<textarea name="note" rows="2">${textMember(form, 'note') ?? ''}</textarea></label></fieldset>`;
}
