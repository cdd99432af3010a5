import { allAt, attributeAt, type Bod, type Element, textOf } from './bod.ts';
import { type Change, type ChangeKeys, UNKNOWN_CHANGE } from './events.ts';

/** What a noun means here, and where its keys stand: for each name the paths to try, the first with a text wins. */
interface NounRule {
  readonly type: string;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

const ORDER_REFERENCES = [
  'ShipmentHeader/SalesOrderReference/DocumentID/ID',
  'ShipmentItem/SalesOrderReference/DocumentID/ID',
  'ShipmentUnit/ShipmentUnitItem/SalesOrderReference/DocumentID/ID',
  'InvoiceHeader/SalesOrderReference/DocumentID/ID',
  'InvoiceLine/SalesOrderReference/DocumentID/ID',
];

const PARTY = { type: 'm3.customer.changed', keys: { customerNumber: ['PartyIDs/ID', 'ID'] } };
const COUNTED = {
  type: 'm3.stock.changed',
  keys: {
    itemNumber: ['InventoryCountLine/Item/ItemID/ID', 'InventoryAdjustmentLine/Item/ItemID/ID', 'Item/ItemID/ID'],
    warehouse: [
      'InventoryCountHeader/WarehouseLocation/ID',
      'InventoryAdjustmentHeader/WarehouseLocation/ID',
      'WarehouseLocation/ID',
    ],
  },
};

/**
 * Nouns that M3 sends (docs.infor.com ogz1687529606703, svp1512638041340). Where M3's own mapping of a noun is not
 * public, the paths are those of the same noun of other Infor products.
 */
const NOUNS: Readonly<Record<string, NounRule>> = {
  ItemMaster: {
    type: 'm3.item.changed',
    keys: { itemNumber: ['ItemMasterHeader/ItemID/ID', 'ItemMasterHeader/DocumentID/ID', 'ItemID/ID'] },
  },
  CustomerPartyMaster: PARTY,
  BillToPartyMaster: PARTY,
  PayFromPartyMaster: PARTY,
  ShipToPartyMaster: {
    type: 'm3.customer.changed',
    keys: { customerNumber: ['CustomerParty/PartyIDs/ID', 'CustomerPartyID/ID'], addressId: ['PartyIDs/ID'] },
  },
  SalesOrder: { type: 'm3.order.changed', keys: { orderNumber: ['SalesOrderHeader/DocumentID/ID'] } },
  Shipment: {
    type: 'm3.delivery.changed',
    keys: {
      deliveryNumber: ['ShipmentHeader/DocumentID/ID'],
      orderNumber: ORDER_REFERENCES,
      warehouse: ['ShipmentHeader/WarehouseLocation/ID', 'ShipmentHeader/ShipFromParty/LocationID/ID'],
    },
  },
  Invoice: {
    type: 'm3.invoice.changed',
    keys: {
      invoiceNumber: ['InvoiceHeader/DocumentID/ID'],
      invoiceYear: ['InvoiceHeader/FiscalPeriod/FiscalYear'],
      orderNumber: ORDER_REFERENCES,
    },
  },
  ReceivableTransaction: {
    type: 'm3.receivable.changed',
    keys: {
      customerNumber: [
        'ReceivableTransactionHeader/CustomerParty/PartyIDs/ID',
        'ReceivableTransactionHeader/BillToParty/PartyIDs/ID',
        'CustomerParty/PartyIDs/ID',
      ],
      invoiceNumber: [
        'ReceivableTransactionHeader/InvoiceReference/DocumentID/ID',
        'ReceivableTransactionHeader/DocumentID/ID',
      ],
    },
  },
  InventoryCount: COUNTED,
  InventoryAdjustment: COUNTED,
};

/** Documents that are worth sending here, as ION names them. */
export const DOCUMENTS: readonly string[] = Object.keys(NOUNS).map((noun) => `Sync.${noun}`);

/** Most records of one BOD; a load of M3 puts one in each. */
const MOST_RECORDS = 10_000;

/** What ION says of the message beside the document. */
export interface Message {
  readonly messageId: string;
  readonly receivedAt: number;
}

/** What a BOD means here. Records of another company are left out: they are not this connection's. */
export function changesOfBod(bod: Bod, company: string, { messageId, receivedAt }: Message): readonly Change[] {
  const entity = /^(\d+)/.exec(bod.accountingEntity)?.[1];
  if (entity !== undefined && Number(entity) !== Number(company)) return [];
  const written = Date.parse(bod.createdAt);
  const time = new Date(Number.isNaN(written) || written > receivedAt ? receivedAt : written).toISOString();
  const rule = bod.verb === 'Sync' || bod.verb === 'Load' || bod.verb === 'Show' ? NOUNS[bod.noun] : undefined;
  if (!rule) {
    const keys = { document: `${bod.verb}.${bod.noun}`.slice(0, 100), key: idOfBod(bod.bodId) };
    return [{ type: UNKNOWN_CHANGE, keys, deleted: false, id: `bod:${bod.bodId || messageId}#${messageId}`, time }];
  }
  const changes = bod.records.slice(0, MOST_RECORDS).map((record, index): Change => {
    const keys = keysOf(rule, record);
    const version = variationOf(rule, record);
    // A BODID without a revision is the same for every change of the record: the variation tells them apart.
    const told = version === undefined ? messageId || `${time}.${index}` : String(version);
    return {
      type: rule.type,
      keys,
      deleted: bod.actionCode.toLowerCase() === 'delete',
      id: `bod:${bod.noun}:${Object.values(keys).join('|')}#${bod.bodId}#${told}`,
      time,
      ...(version === undefined ? {} : { version }),
    };
  });
  // One event for each subject, also when a count lists an item on twenty lines.
  return [...new Map(changes.map((change) => [change.id, change])).values()];
}

function keysOf(rule: NounRule, record: Element): ChangeKeys {
  return Object.fromEntries(
    Object.entries(rule.keys).map(([name, paths]) => {
      for (const path of paths) {
        const text = allAt(record, ...path.split('/'))
          .map(textOf)
          .find((each) => each !== '');
        if (text !== undefined) return [name, text];
      }
      return [name, ''];
    }),
  );
}

/** The record's variation: M3 counts it up with each BOD of the record. */
function variationOf(rule: NounRule, record: Element): number | undefined {
  const paths = Object.values(rule.keys).flat();
  for (const path of paths) {
    const text = attributeAt(record, 'variationID', ...path.split('/'));
    if (/^\d{1,15}$/.test(text)) return Number(text);
  }
  return undefined;
}

/** The document's id in a BODID, `infor-nid:tenant:entity:location:id:revision?…`. */
function idOfBod(bodId: string): string {
  return bodId.split('?', 1)[0]?.split(':').at(4)?.slice(0, 100) ?? '';
}

/** Said once for each kind of document that nothing here knows. */
export function unknownNote(bod: Bod): string {
  return `M3 sends ${bod.verb}.${bod.noun}, which this release has no use for. It is kept as m3.unknown-event; take it out of the document flow in ION, or leave it.`;
}
