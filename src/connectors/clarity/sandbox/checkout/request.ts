import {
  flagMember,
  listMember,
  type Members,
  member,
  numberMember,
  objectMember,
  textMember,
} from '../http/members.ts';
import { CodedError } from '../http/reply.ts';

/** One line of the cart as the shopper sends it; prices always come from the store. */
export interface CartLine {
  productId: number | undefined;
  sku: string | undefined;
  quantity: number;
  note: string | undefined;
  /** Ship-to of this line, when the cart goes to several addresses. */
  destination: Members | undefined;
}

type CheckoutPayment = { method: 'card'; token: string } | { method: 'later'; poNumber: string | undefined };

/** What a shopper asks for at checkout. */
export interface CheckoutRequest {
  lines: CartLine[];
  userId: number | undefined;
  userName: string | undefined;
  newAccount: boolean;
  companyName: string | undefined;
  billing: Members | undefined;
  shipping: Members | undefined;
  sameAsBilling: boolean;
  payment: CheckoutPayment | undefined;
  /** Paid now, when less than the total. */
  partialAmount: number | undefined;
  currency: string | undefined;
  instructions: string | undefined;
  discountCodes: string[];
  shippingMethod: string | undefined;
  storeKey: string | undefined;
}

const FORBIDDEN = ['CardNumber', 'CVV', 'CVC', 'SecurityCode', 'AccountNumber', 'RoutingNumber'];

/**
 * Reads the body of a checkout call. Throws when it carries card or bank numbers (this store takes tokens only) or
 * when a line has no usable quantity.
 */
export function readCheckout(body: Members): CheckoutRequest {
  const cart = objectMember(body, 'WithCartInfo') ?? {};
  const user = objectMember(body, 'WithUserInfo') ?? {};
  const amount = numberMember(body, 'Amount');
  return {
    lines: (listMember(cart, 'SalesItems') ?? listMember(cart, 'Lines') ?? []).map(readLine),
    userId: numberMember(user, 'UserID'),
    userName: textMember(user, 'UserName'),
    newAccount: flagMember(user, 'IsNewAccount') ?? false,
    companyName: textMember(user, 'CompanyName'),
    billing: objectMember(body, 'Billing'),
    shipping: objectMember(body, 'Shipping'),
    sameAsBilling: flagMember(body, 'IsSameAsBilling') ?? objectMember(body, 'Shipping') === undefined,
    payment: readPayment(body),
    partialAmount: flagMember(body, 'IsPartialPayment') ? amount : undefined,
    currency: textMember(body, 'CurrencyKey'),
    instructions: textMember(body, 'SpecialInstructions') || undefined,
    discountCodes: readCodes(member(cart, 'DiscountCodes')),
    shippingMethod: textMember(cart, 'ShippingMethod'),
    storeKey: textMember(body, 'StoreKey'),
  };
}

function readLine(line: Members): CartLine {
  const quantity = numberMember(line, 'Quantity');
  if (quantity === undefined || quantity <= 0) {
    throw new CodedError('checkout', 'Every line of the cart needs a quantity above zero', 'Quantity');
  }
  return {
    productId: numberMember(line, 'ProductID'),
    sku: textMember(line, 'ProductKey') ?? textMember(line, 'Sku'),
    quantity,
    note: textMember(line, 'Note') || undefined,
    destination: objectMember(line, 'Destination'),
  };
}

function readPayment(body: Members): CheckoutPayment | undefined {
  const card = objectMember(body, 'PayByCreditCard');
  if (card) {
    const forbidden = FORBIDDEN.find((name) => member(card, name) !== undefined);
    if (forbidden)
      throw new CodedError('checkout', `${forbidden} is refused: this store takes payment tokens only`, forbidden);
    const token = textMember(card, 'Token');
    if (!token) throw new CodedError('checkout', 'PayByCreditCard needs a Token', 'Token');
    return { method: 'card', token };
  }
  const later = objectMember(body, 'PayByBillMeLater');
  return later && { method: 'later', poNumber: textMember(later, 'CustomerPurchaseOrderNumber') || undefined };
}

function readCodes(value: unknown): string[] {
  const codes = Array.isArray(value) ? value : [value];
  return codes.filter((code): code is string => typeof code === 'string' && code !== '');
}
