import type { LifeAct } from '../../../kit/sandbox/life.ts';
import type { Random } from '../../../kit/sandbox/random.ts';

/** What people in a company look at before they do something in M3. */
export interface Company {
  readonly items: readonly { itemNumber: string; name: string; price: string; status: string; weight: string }[];
  /** Numbers of the warehouses that have stock. */
  readonly warehouses: readonly string[];
  /** Customers that trade. */
  readonly customers: readonly { customerNumber: string; name: string }[];
  /** Orders that can go on, oldest first, and the numbers of the lines that can. */
  readonly orders: readonly { orderNumber: string; lines: readonly number[] }[];
}

/** What somebody wants to do. */
export type CompanyWish =
  | { do: 'sell'; customerNumber: string; lines: readonly { itemNumber: string; quantity: number }[] }
  | { do: 'receive'; itemNumber: string; warehouse: string; quantity: number }
  | { do: 'advance'; orderNumber: string; line?: number; quantity?: number; to?: string }
  | { do: 'price'; itemNumber: string; price: string }
  | { do: 'edit-item'; itemNumber: string; fields: Readonly<Record<string, string>> }
  | { do: 'edit-customer'; customerNumber: string; fields: Readonly<Record<string, string>> };

const MARKS = ['B', 'C', 'D', 'E', 'F'] as const;
const COMPANY_WORDS = ['Group', 'Holding', 'Trading', 'Works', 'International'] as const;
const SOLD = '20';
const ON_ITS_WAY_OUT = '50';
/** Orders that a warehouse works on at the same time. */
const WORKED_ON = 30;

/** What people do in M3, and how often. */
export function companyActs(company: Company): readonly LifeAct<CompanyWish>[] {
  const sold = company.items.filter(({ status }) => status === SOLD);
  return [
    { name: 'move an order on', weight: 40, plan: (random) => planAdvance(random, company) },
    { name: 'sell by telephone', weight: 12, plan: (random) => planSale(random, company, sold) },
    { name: 'receive goods', weight: 16, plan: (random) => planReceipt(random, company) },
    { name: 'change a price', weight: 12, plan: (random) => planPrice(random, sold) },
    { name: 'edit an item', weight: 10, plan: (random) => planItem(random, sold) },
    { name: 'stop selling an item', weight: 0.5, plan: (random) => planStatus(random, company, SOLD, ON_ITS_WAY_OUT) },
    { name: 'sell an item again', weight: 1, plan: (random) => planStatus(random, company, ON_ITS_WAY_OUT, SOLD) },
    { name: 'edit a customer', weight: 9, plan: (random) => planCustomer(random, company) },
  ];
}

function planAdvance(random: Random, { orders }: Company): CompanyWish | undefined {
  if (orders.length === 0) return undefined;
  const order = random.pick(orders.slice(0, WORKED_ON));
  const wish = { do: 'advance', orderNumber: order.orderNumber } as const;
  const line = order.lines[random.integer(0, Math.max(0, order.lines.length - 1))];
  if (line !== undefined && random.chance(0.2)) return { ...wish, line };
  if (line !== undefined && random.chance(0.15)) return { ...wish, line, quantity: 1 };
  return random.chance(0.3) ? { ...wish, to: '66' } : wish;
}

function planSale(random: Random, { customers }: Company, sold: Company['items']): CompanyWish | undefined {
  if (customers.length === 0 || sold.length === 0) return undefined;
  const { customerNumber } = random.pick(customers);
  const lines = Array.from({ length: random.integer(1, 4) }, () => ({
    itemNumber: random.pick(sold).itemNumber,
    quantity: random.integer(1, 12),
  }));
  return { do: 'sell', customerNumber, lines };
}

function planReceipt(random: Random, { items, warehouses }: Company): CompanyWish | undefined {
  if (items.length === 0 || warehouses.length === 0) return undefined;
  const { itemNumber } = random.pick(items);
  return { do: 'receive', itemNumber, warehouse: random.pick(warehouses), quantity: random.integer(5, 200) };
}

function planPrice(random: Random, sold: Company['items']): CompanyWish | undefined {
  if (sold.length === 0) return undefined;
  const { itemNumber, price } = random.pick(sold);
  const cents = Math.round(Number(price) * random.integer(92, 109));
  return { do: 'price', itemNumber, price: (Math.max(1, cents) / 100).toFixed(2) };
}

function planItem(random: Random, sold: Company['items']): CompanyWish | undefined {
  if (sold.length === 0) return undefined;
  const { itemNumber, name, weight } = random.pick(sold);
  const bare = name.replace(/ rev\. [A-Z]$/, '');
  const renamed = `${bare.slice(0, 22)} rev. ${random.pick(MARKS)}`;
  const heavier = (Number(weight) * (1 + random.integer(1, 9) / 100)).toFixed(3);
  const fields = [{ ITDS: renamed, FUDS: `${renamed}, new drawing` }, { GRWE: heavier }, { ITDS: renamed }] as const;
  return { do: 'edit-item', itemNumber, fields: random.pick<Readonly<Record<string, string>>>(fields) };
}

function planStatus(random: Random, { items }: Company, from: string, to: string): CompanyWish | undefined {
  const found = items.filter(({ status }) => status === from);
  if (found.length === 0) return undefined;
  return { do: 'edit-item', itemNumber: random.pick(found).itemNumber, fields: { STAT: to } };
}

function planCustomer(random: Random, { customers }: Company): CompanyWish | undefined {
  if (customers.length === 0) return undefined;
  const { customerNumber, name } = random.pick(customers);
  const bare = COMPANY_WORDS.reduce((text, word) => text.replace(` ${word}`, ''), name);
  const digits = String(random.integer(100_000, 999_999));
  const fields = [
    { CUNM: `${bare.slice(0, 20)} ${random.pick(COMPANY_WORDS)}` },
    { VRNO: `SE556${digits}01` },
    { PHNO: `+1 512 ${digits}` },
  ] as const;
  return { do: 'edit-customer', customerNumber, fields: random.pick<Readonly<Record<string, string>>>(fields) };
}
