import { TENANT } from '../secrets.ts';
import type { MiRecord } from '../state/effects.ts';
import { COMPANY } from '../state/reference.ts';
import type { World } from '../state/world.ts';
import type { M3Event } from './events.ts';

/** A document to be written: the noun and the record's own id. */
export interface Document {
  noun: string;
  id: string;
}

/** Noun of a changed row, and the id of its document; several rows make one document. */
const NOUN_OF: Readonly<Record<string, { noun: string; id: (values: MiRecord) => string }>> = {
  MITMAS: { noun: 'ItemMaster', id: ({ ITNO = '' }) => ITNO },
  OCUSMA: { noun: 'CustomerPartyMaster', id: ({ CUNO = '' }) => CUNO },
  OCUSAD: { noun: 'ShipToPartyMaster', id: ({ CUNO = '', ADRT = '', ADID = '' }) => `${CUNO}/${ADRT}/${ADID}` },
  OOHEAD: { noun: 'SalesOrder', id: ({ ORNO = '' }) => ORNO },
  OOLINE: { noun: 'SalesOrder', id: ({ ORNO = '' }) => ORNO },
  MHDISH: { noun: 'Shipment', id: ({ DLIX = '' }) => DLIX },
  OINVOH: { noun: 'Invoice', id: ({ IVNO = '' }) => IVNO },
  FSLEDG: { noun: 'ReceivableTransaction', id: ({ CUNO = '', CINO = '' }) => `${CUNO}/${CINO}` },
};

/** The document that tells of a change; undefined for tables that have none. */
export function documentOf({ row, values }: M3Event): Document | undefined {
  const rule = NOUN_OF[row.table];
  return rule && { noun: rule.noun, id: rule.id(values) };
}

/** Whether this change ends the record that the document is about. */
export function endsDocument({ row, operation }: M3Event): boolean {
  return operation === 'DELETE' && row.table !== 'OOLINE';
}

type Part = string | { name: string; attributes?: Record<string, string>; parts: Part[] };

const element = (name: string, ...parts: Part[]): Part => ({ name, parts });
const idElement = (value: string, variation: number): Part => ({
  name: 'ID',
  attributes: { accountingEntity: ENTITY, variationID: String(variation) },
  parts: [value],
});
const documentId = (value: string, variation: number): Part => element('DocumentID', idElement(value, variation));
const reference = (name: string, value: string): Part => element(name, element('DocumentID', element('ID', value)));
const party = (name: string, value: string): Part => element(name, element('PartyIDs', element('ID', value)));

const ENTITY = `${COMPANY}_AAA`;

/** The content of each noun, from how the record stands now. */
const CONTENT: Readonly<Record<string, (world: World, id: string, variation: number) => Part[]>> = {
  ItemMaster: ({ items }, id, variation) => [
    element(
      'ItemMasterHeader',
      element('ItemID', idElement(id, variation)),
      element('Description', items.get(id)?.fields['ITDS'] ?? ''),
      element('BaseUOMCode', items.get(id)?.fields['UNMS'] ?? ''),
      element('Status', element('Code', items.get(id)?.fields['STAT'] ?? '')),
    ),
  ],
  CustomerPartyMaster: ({ customers }, id, variation) => [
    element('PartyIDs', idElement(id, variation)),
    element('Name', customers.get(id)?.fields['CUNM'] ?? ''),
  ],
  ShipToPartyMaster: ({ customers }, id, variation) => {
    const [customer = '', type = '', address = ''] = id.split('/');
    const fields = customers.get(customer)?.addresses.get(`${type}/${address}`);
    return [
      element('PartyIDs', idElement(address, variation)),
      element('Name', fields?.['CUNM'] ?? ''),
      party('CustomerParty', customer),
    ];
  },
  SalesOrder: ({ orders }, id, variation) => {
    const order = orders.get(id);
    const lines = (order?.lines ?? []).map(({ number, fields }) =>
      element(
        'SalesOrderLine',
        element('LineNumber', String(number)),
        element('Item', element('ItemID', element('ID', fields['ITNO'] ?? ''))),
        element('Quantity', fields['ORQT'] ?? ''),
      ),
    );
    return [
      element('SalesOrderHeader', documentId(id, variation), party('CustomerParty', order?.customer ?? '')),
      ...lines,
    ];
  },
  Shipment: ({ deliveries }, id, variation) => {
    const delivery = deliveries.get(id);
    const items = (delivery?.lines ?? []).map(({ itemNumber, quantity }) =>
      element(
        'ShipmentItem',
        element('ItemID', element('ID', itemNumber)),
        element('ShippedQuantity', String(quantity)),
        reference('SalesOrderReference', delivery?.orderNumber ?? ''),
      ),
    );
    const from = element('WarehouseLocation', element('ID', delivery?.warehouse ?? ''));
    const order = reference('SalesOrderReference', delivery?.orderNumber ?? '');
    return [element('ShipmentHeader', documentId(id, variation), from, order), ...items];
  },
  Invoice: ({ invoices }, id, variation) => {
    const { orderNumber = '', year = '', total = '' } = invoices.get(id) ?? {};
    return [
      element(
        'InvoiceHeader',
        documentId(id, variation),
        element('FiscalPeriod', element('FiscalYear', year)),
        reference('SalesOrderReference', orderNumber),
        element('TotalAmount', total),
      ),
    ];
  },
  ReceivableTransaction: (_, id, variation) => {
    const [customer = '', invoice = ''] = id.split('/');
    return [
      element(
        'ReceivableTransactionHeader',
        documentId(invoice, variation),
        reference('InvoiceReference', invoice),
        party('CustomerParty', customer),
      ),
    ];
  },
};

/** Writes a Sync BOD of a record as it stands. */
export function writeBod(
  world: World,
  { noun, id }: Document,
  { variation, deleted, at }: { variation: number; deleted: boolean; at: number },
): string {
  const bodId = `infor-nid:${TENANT}:${ENTITY}::${id}:${variation}?${noun}&verb=Sync`;
  const act: Part = { name: 'ActionExpression', attributes: { actionCode: deleted ? 'Delete' : 'Replace' }, parts: [] };
  const root: Part = {
    name: `Sync${noun}`,
    attributes: { xmlns: 'http://schema.infor.com/InforOAGIS/2', releaseID: '9.2', versionID: '2.14.0' },
    parts: [
      element(
        'ApplicationArea',
        element('Sender', element('LogicalID', 'lid://infor.m3.m3'), element('ComponentID', 'M3BE')),
        element('CreationDateTime', new Date(at).toISOString()),
        element('BODID', bodId),
      ),
      element(
        'DataArea',
        element(
          'Sync',
          element('TenantID', TENANT),
          element('AccountingEntityID', ENTITY),
          element('ActionCriteria', act),
        ),
        element(noun, ...(CONTENT[noun]?.(world, id, variation) ?? [])),
      ),
    ],
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}`;
}

function write(part: Part): string {
  if (typeof part === 'string') return escape(part);
  const attributes = Object.entries(part.attributes ?? {}).map(([name, value]) => ` ${name}="${escape(value)}"`);
  return `<${part.name}${attributes.join('')}>${part.parts.map(write).join('')}</${part.name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  // XML 1.0 has no control characters but tab and line ends.
  return text
    .replaceAll(/\p{Cc}/gu, (each) => (/\s/.test(each) ? each : ''))
    .replaceAll(/[&<>"]/g, (each) => ESCAPES[each] ?? '');
}
