import type { Charge, OrderText } from './drafts.ts';
import type { MiRecord, Reducers } from './effects.ts';
import { indexed } from './index-by.ts';
import { openStages, roundQuantity, type Stage, type Stages } from './quantities.ts';
import { releaseStock, reserveStock } from './stock.ts';

export interface OrderLine {
  /** PONR. */
  number: number;
  fields: MiRecord;
  charges: Charge[];
  stages: Stages;
}

/** A live customer order. */
export interface Order {
  orderNumber: string;
  customer: string;
  head: MiRecord;
  lines: OrderLine[];
  addresses: Record<string, MiRecord>;
  texts: OrderText[];
  charges: Charge[];
  /** OBLC: 0 none, 1 to 4 credit limit exceeded, 5 to 8 used by the site, 9 released again. */
  stop: string;
  locked: boolean;
  /** Staged order it came from, else empty. */
  temporaryNumber: string;
  createdAt: number;
  changedAt: number;
  /** CHNO, counts changes and wraps after 999. */
  changeNumber: number;
}

/** True while an order stop (OBLC) keeps the order from going on. */
export function isStopped(stop: string): boolean {
  return stop !== '0' && stop !== '9';
}

interface NewLine {
  number: number;
  fields: MiRecord;
  charges: Charge[];
}

/** A part of a line that goes on to the next stage. */
export interface Move {
  line: number;
  from: Stage;
  to: Stage | 'closed';
  quantity: number;
}

export type OrderEffect =
  | {
      kind: 'order.created';
      orderNumber: string;
      temporaryNumber: string;
      head: MiRecord;
      lines: NewLine[];
      addresses: Record<string, MiRecord>;
      texts: OrderText[];
      charges: Charge[];
      stop: string;
    }
  | { kind: 'order.line-added'; orderNumber: string; line: NewLine }
  | { kind: 'order.line-removed'; orderNumber: string; number: number }
  | { kind: 'order.charge-added'; orderNumber: string; line: number; charge: Charge }
  | { kind: 'order.text-added'; orderNumber: string; text: OrderText }
  | { kind: 'order.changed'; orderNumber: string; fields: MiRecord }
  | { kind: 'order.lines-moved-to-warehouse'; orderNumber: string; lines: number[]; warehouse: string }
  | { kind: 'order.lock-set'; orderNumber: string; locked: boolean }
  | { kind: 'order.stop-set'; orderNumber: string; stop: string }
  | { kind: 'order.quantities-moved'; orderNumber: string; moves: Move[] }
  | { kind: 'order.removed'; orderNumber: string };

export const orderReducers: Reducers<OrderEffect> = {
  'order.created': (world, { orderNumber, temporaryNumber, head, lines, addresses, texts, charges, stop, at }) => {
    const customer = head['CUNO'] ?? '';
    const order: Order = {
      orderNumber,
      customer,
      head: { ...head },
      lines: lines.map(newLine),
      addresses: { ...addresses },
      texts: [...texts],
      charges: [...charges],
      stop,
      locked: false,
      temporaryNumber,
      createdAt: at,
      changedAt: at,
      changeNumber: 1,
    };
    world.orders.set(orderNumber, order);
    indexed(world.ordersByCustomer, customer).push(order);
    world.series.order = Math.max(world.series.order, Number(orderNumber));
    for (const line of order.lines) reserveStock(world, line, at);
  },
  'order.line-added': (world, { orderNumber, line, at }) => {
    change(world.orders.get(orderNumber), at, (order) => {
      const added = newLine(line);
      order.lines.push(added);
      reserveStock(world, added, at);
    });
  },
  'order.line-removed': (world, { orderNumber, number, at }) => {
    change(world.orders.get(orderNumber), at, (order) => {
      for (const line of order.lines) if (line.number === number) releaseStock(world, line, at);
      order.lines = order.lines.filter((line) => line.number !== number);
    });
  },
  'order.charge-added': ({ orders }, { orderNumber, line, charge, at }) => {
    change(orders.get(orderNumber), at, (order) => {
      const owner = line === 0 ? order : order.lines.find(({ number }) => number === line);
      owner?.charges.push(charge);
    });
  },
  'order.text-added': ({ orders }, { orderNumber, text, at }) => {
    change(orders.get(orderNumber), at, (order) => order.texts.push(text));
  },
  'order.changed': ({ orders }, { orderNumber, fields, at }) => {
    change(orders.get(orderNumber), at, (order) => Object.assign(order.head, fields));
  },
  'order.lines-moved-to-warehouse': (world, { orderNumber, lines, warehouse, at }) => {
    change(world.orders.get(orderNumber), at, (order) => {
      for (const line of order.lines.filter(({ number }) => lines.includes(number))) {
        releaseStock(world, line, at);
        line.fields['WHLO'] = warehouse;
        reserveStock(world, line, at);
      }
    });
  },
  'order.lock-set': ({ orders }, { orderNumber, locked, at }) => {
    change(orders.get(orderNumber), at, (order) => {
      order.locked = locked;
    });
  },
  'order.stop-set': ({ orders }, { orderNumber, stop, at }) => {
    change(orders.get(orderNumber), at, (order) => {
      order.stop = stop;
    });
  },
  'order.quantities-moved': (world, { orderNumber, moves, at }) => {
    change(world.orders.get(orderNumber), at, (order) => {
      for (const { line: number, from, to, quantity } of moves) {
        const line = order.lines.find((candidate) => candidate.number === number);
        if (!line) continue;
        releaseStock(world, line, at);
        line.stages[from] = roundQuantity(line.stages[from] - quantity);
        line.stages[to] = roundQuantity(line.stages[to] + quantity);
        reserveStock(world, line, at);
      }
    });
  },
  'order.removed': (world, { orderNumber, at }) => {
    const order = world.orders.get(orderNumber);
    if (!order) return;
    for (const line of order.lines) releaseStock(world, line, at);
    world.orders.delete(orderNumber);
    const rest = indexed(world.ordersByCustomer, order.customer).filter((other) => other !== order);
    world.ordersByCustomer.set(order.customer, rest);
    world.removed.orders += 1;
  },
};

function newLine({ number, fields, charges }: NewLine): OrderLine {
  return { number, fields: { ...fields }, charges: [...charges], stages: openStages(Number(fields['ORQT'] ?? '0')) };
}

function change(order: Order | undefined, at: number, apply: (order: Order) => void): void {
  if (!order) return;
  apply(order);
  order.changedAt = at;
  order.changeNumber = (order.changeNumber % 999) + 1;
}
