/** A shopper's basket: SKU → quantity. It lives in a cookie of the browser. */
export type Basket = Map<string, number>;

const MAX_LINES = 60;
const MAX_QUANTITY = 999;
const SKU = /^[A-Za-z0-9-]{1,40}$/;

/** Reads the basket from the request's cookies; anything odd in it is dropped. */
export function readBasket(cookies: string | undefined): Basket {
  const basket: Basket = new Map();
  const raw = cookieValue(cookies, 'basket');
  for (const part of raw.split('.')) {
    const [sku = '', quantity] = part.split('*');
    setQuantity(basket, sku, Number(quantity));
  }
  return basket;
}

/** Sets how many of a SKU are in the basket; 0 or nonsense takes it out. */
export function setQuantity(basket: Basket, sku: string, quantity: number): void {
  if (!SKU.test(sku)) return;
  if (!Number.isFinite(quantity) || quantity <= 0) basket.delete(sku);
  else if (basket.has(sku) || basket.size < MAX_LINES) basket.set(sku, Math.min(Math.floor(quantity), MAX_QUANTITY));
}

export function basketCookie(basket: Basket): string {
  const value = [...basket].map(([sku, quantity]) => `${sku}*${quantity}`).join('.');
  return `basket=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${basket.size > 0 ? 604_800 : 0}`;
}

/** E-mail address the shopper's orders are shown for. */
export function readShopper(cookies: string | undefined): string {
  try {
    return decodeURIComponent(cookieValue(cookies, 'shopper'));
  } catch {
    return '';
  }
}

export function shopperCookie(email: string): string {
  return `shopper=${encodeURIComponent(email)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`;
}

function cookieValue(cookies: string | undefined, name: string): string {
  return new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(cookies ?? '')?.[1] ?? '';
}
