import type { MiRecord, StampedEffect } from '../state/effects.ts';
import { headStatus, lineStatus, quantityText } from '../state/quantities.ts';
import { COMPANY } from '../state/reference.ts';
import { balanceKey } from '../state/stock.ts';
import type { World } from '../state/world.ts';

/** A row of one of M3's tables, by its key. */
export interface RowRef {
  table: string;
  key: readonly string[];
}

/** How a row stands, under M3's field names without the table's prefix; undefined when it is not there. */
type ReadRow = (world: World, key: readonly string[]) => MiRecord | undefined;

/** The tables whose changes M3 tells of, and how a row of each is read. A slice that adds a table adds a line here. */
const TABLES: Readonly<Record<string, ReadRow>> = {
  MITMAS: ({ items }, [item = '']) => items.get(item)?.fields,
  MITBAL: ({ balances }, [item = '', warehouse = '']) => {
    const balance = balances.get(balanceKey(item, warehouse));
    return (
      balance && {
        ITNO: item,
        WHLO: warehouse,
        STQT: quantityText(balance.onHand),
        REQT: quantityText(balance.reserved),
        ALQT: quantityText(balance.allocated),
      }
    );
  },
  OPRBAS: ({ prices }, [key = '']) => {
    const row = prices.get(key);
    return (
      row && {
        PRRF: row.priceList,
        CUCD: row.currency,
        CUNO: row.customer,
        FVDT: row.validFrom,
        ITNO: row.itemNumber,
        SAPR: row.price,
      }
    );
  },
  OCUSMA: ({ customers }, [customer = '']) => customers.get(customer)?.fields,
  OCUSAD: ({ customers }, [customer = '', address = '']) => {
    const fields = customers.get(customer)?.addresses.get(address);
    const [ADRT = '', ADID = ''] = address.split('/');
    return fields && { CUNO: customer, ADRT, ADID, ...fields };
  },
  OOHEAD: ({ orders }, [number = '']) => {
    const order = orders.get(number);
    if (!order) return undefined;
    const { lowest, highest } = headStatus(order.lines);
    return { ...order.head, ORNO: number, CUNO: order.customer, ORSL: lowest, ORST: highest, OBLC: order.stop };
  },
  OOLINE: ({ orders }, [number = '', line = '']) => {
    const found = orders.get(number)?.lines.find((each) => String(each.number) === line);
    return found && { ORNO: number, PONR: line, ...found.fields, ORST: lineStatus(found.stages) };
  },
  MHDISH: ({ deliveries }, [number = '']) => {
    const delivery = deliveries.get(number);
    return (
      delivery && {
        DLIX: number,
        RIDN: delivery.orderNumber,
        WHLO: delivery.warehouse,
        PGRS: delivery.status,
        ETRN: delivery.trackingNumber,
        LINES: String(delivery.lines.length),
      }
    );
  },
  OINVOH: ({ invoices }, [number = '']) => {
    const invoice = invoices.get(number);
    return (
      invoice && {
        IVNO: number,
        YEA4: invoice.year,
        ORNO: invoice.orderNumber,
        CUNO: invoice.customer,
        IVAM: invoice.total,
      }
    );
  },
  FSLEDG: ({ invoices, finance }, [customer = '', invoice = '']) => {
    const rows = finance.receiptsByInvoice.get(invoice) ?? [];
    const total = invoices.get(invoice)?.total;
    if (total === undefined && rows.length === 0) return undefined;
    return { CUNO: customer, CINO: invoice, CUAM: total ?? '0', RECO: String(rows.length) };
  },
};

/** How a row stands now, with the company. */
export function readRow(world: World, { table, key }: RowRef): MiRecord | undefined {
  const row = TABLES[table]?.(world, key);
  return row && { CONO: COMPANY, ...row };
}

/** The rows that an effect touches. An effect that is not named here tells nobody. */
export function touchedRows(world: World, effect: StampedEffect): RowRef[] {
  switch (effect.kind) {
    case 'item.changed':
      return [{ table: 'MITMAS', key: [effect.itemNumber] }];
    case 'stock.counted':
      return [{ table: 'MITBAL', key: [effect.itemNumber, effect.warehouse] }];
    case 'price.changed': {
      const { priceList, currency, customer, validFrom, itemNumber } = effect;
      return [{ table: 'OPRBAS', key: [[priceList, currency, customer, validFrom, itemNumber].join('/')] }];
    }
    case 'customer.created':
    case 'customer.changed':
    case 'customer.removed':
      return [{ table: 'OCUSMA', key: [effect.customerNumber] }];
    case 'customer.address-set':
    case 'customer.address-removed':
      return [{ table: 'OCUSAD', key: [effect.customerNumber, effect.key] }];
    case 'delivery.created':
      return [{ table: 'MHDISH', key: [effect.delivery.deliveryNumber] }];
    case 'delivery.lines-set':
    case 'delivery.shipped':
      return [{ table: 'MHDISH', key: [effect.deliveryNumber] }];
    case 'invoice.created': {
      const { invoiceNumber, customer, deliveryNumbers } = effect.invoice;
      const deliveries = deliveryNumbers.map((number) => ({ table: 'MHDISH', key: [number] }));
      const ledger = { table: 'FSLEDG', key: [customer, invoiceNumber] };
      return [{ table: 'OINVOH', key: [invoiceNumber] }, ...deliveries, ledger];
    }
    case 'voucher.posted':
      return effect.receipts.map(({ customer, invoiceNumber }) => ({
        table: 'FSLEDG',
        key: [customer, invoiceNumber],
      }));
    default:
      return 'orderNumber' in effect && effect.kind.startsWith('order.') ? orderRows(world, effect) : [];
  }
}

/** Head, lines and balances of an order, with the lines that the effect brings. */
function orderRows(world: World, effect: StampedEffect & { orderNumber: string }): RowRef[] {
  const { orderNumber } = effect;
  const coming = 'lines' in effect && effect.kind === 'order.created' ? effect.lines : [];
  const added = effect.kind === 'order.line-added' ? [effect.line] : [];
  const lines = [...(world.orders.get(orderNumber)?.lines ?? []), ...coming, ...added];
  const elsewhere = effect.kind === 'order.lines-moved-to-warehouse' ? [effect.warehouse] : [];
  const rows: RowRef[] = [{ table: 'OOHEAD', key: [orderNumber] }];
  for (const { number, fields } of lines) {
    rows.push({ table: 'OOLINE', key: [orderNumber, String(number)] });
    for (const warehouse of [fields['WHLO'] ?? '', ...elsewhere]) {
      rows.push({ table: 'MITBAL', key: [fields['ITNO'] ?? '', warehouse] });
    }
  }
  return rows;
}
