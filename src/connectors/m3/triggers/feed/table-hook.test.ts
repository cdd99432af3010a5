import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../kit/connector.ts';
import { receiveChange } from './receive.ts';

const SECRET = 'a-long-random-secret-of-the-feed';
const config = { tenant: 't', name: 'm3', settings: { company: '100' }, secrets: { feedSecret: SECRET } };

async function send(body: unknown, headers = {}) {
  const delivery: Delivery = {
    method: 'POST',
    headers: { 'x-landbridge-key': SECRET, ...headers },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt: Date.UTC(2025, 0, 14, 9, 31),
  };
  return await receiveChange(delivery, config);
}

async function told(body: unknown) {
  const received = await send(body);
  return received.accepted ? received.events.map(({ type, subject, data }) => [type, subject, data]) : received.status;
}

const STOCK = [['m3.stock.changed', 'PUMP-1001@001', { itemNumber: 'PUMP-1001', warehouse: '001' }]];

describe('a web-hook of CMS049', () => {
  it.each([
    [
      'a list of elements',
      {
        publisher: 'M3',
        documentName: 'MITBAL',
        operation: 'UPDATE',
        trackingId: 't-1',
        timestamp: '2025-01-14T09:30:00.123Z',
        elements: [
          { name: 'CONO', value: '100' },
          { name: 'ITNO', value: 'PUMP-1001' },
          { name: 'WHLO', value: '001', oldValue: '001' },
        ],
      },
    ],
    [
      'a map',
      { DocumentName: 'MITBAL', Operation: 'U', ElementValues: { CONO: 100, ITNO: 'PUMP-1001 ', WHLO: '001' } },
    ],
    [
      'a map of objects, prefixed names, inside an event',
      {
        EVENT: {
          TABLE: 'mitbal',
          elements: { MBITNO: { Value: 'PUMP-1001' }, MBWHLO: { Value: '001' }, MBCONO: { value: '100' } },
        },
      },
    ],
    ['a list with one event', [{ file: 'MITBAL', fields: { itno: 'PUMP-1001', whlo: '001' } }]],
    [
      'keys among the old values',
      {
        documentName: 'MITBAL',
        operation: 'DELETE',
        elementOldValues: { ITNO: 'PUMP-1001', WHLO: '001' },
        elementValues: {},
      },
    ],
  ])('is read as %s', async (_, body) => {
    expect(await told(body)).toEqual(STOCK);
  });

  it.each([
    ['MITMAS', { ITNO: 'A-1' }, ['m3.item.changed', 'A-1', { itemNumber: 'A-1' }]],
    ['OCUSMA', { CUNO: 'C1' }, ['m3.customer.changed', 'C1', { customerNumber: 'C1' }]],
    ['OCUSAD', { CUNO: 'C1', ADID: 'S1' }, ['m3.customer.changed', 'C1', { customerNumber: 'C1', addressId: 'S1' }]],
    ['OOHEAD', { ORNO: '0010004711' }, ['m3.order.changed', '0010004711', { orderNumber: '0010004711' }]],
    [
      'OOLINE',
      { OBORNO: '0010004711', OBPONR: '1' },
      ['m3.order.changed', '0010004711', { orderNumber: '0010004711' }],
    ],
    [
      'MHDISH',
      { DLIX: '5000001', RIDN: '0010004711', WHLO: '001' },
      ['m3.delivery.changed', '5000001', { deliveryNumber: '5000001', orderNumber: '0010004711', warehouse: '001' }],
    ],
    [
      'OINVOH',
      { IVNO: '100000001', YEA4: '2025', ORNO: '0010004711' },
      [
        'm3.invoice.changed',
        '100000001',
        { invoiceNumber: '100000001', invoiceYear: '2025', orderNumber: '0010004711' },
      ],
    ],
    [
      'OPRBAS',
      { ITNO: 'A-1', PRRF: 'WEB', CUCD: 'USD' },
      ['m3.price.changed', 'A-1@WEB/USD', { itemNumber: 'A-1', priceList: 'WEB', currency: 'USD' }],
    ],
    [
      'FSLEDG',
      { CUNO: 'C1', CINO: '100000001' },
      ['m3.receivable.changed', 'C1', { customerNumber: 'C1', invoiceNumber: '100000001' }],
    ],
  ])('of %s has the type and subject of its poll', async (documentName, elements, event) => {
    expect(await told({ documentName, operation: 'UPDATE', elements })).toEqual([event]);
  });

  it('W03: has the id of its tracking id, or of what it says, so that a repeat is known', async () => {
    const idOf = async (body: object): Promise<string | undefined> => {
      const received = await send(body);
      return received.accepted ? received.events[0]?.id : undefined;
    };
    const body = { documentName: 'MITMAS', timestamp: '2025-01-14T09:30:00.123Z', elements: { ITNO: 'A-1' } };
    expect(await idOf(body)).toBe(await idOf({ ...body }));
    expect(await idOf(body)).not.toBe(await idOf({ ...body, timestamp: '2025-01-14T09:30:00.124Z' }));
    expect(await idOf({ ...body, trackingId: 'x' })).toBe('hook:x:A-1');
  });

  it('of a deleted item says so; of a deleted balance it is the stock that changed', async () => {
    const item = { documentName: 'MITMAS', operation: 'DELETE', elements: { ITNO: 'A-1' } };
    expect(await told(item)).toEqual([['m3.item.changed', 'A-1', { itemNumber: 'A-1', deleted: true }]]);
  });

  it('of another company starts nothing, and one without its key neither', async () => {
    expect(await told({ documentName: 'MITMAS', elements: { CONO: '200', ITNO: 'A-1' } })).toEqual([]);
    expect(await told({ documentName: 'MITMAS', elements: {} })).toEqual([]);
  });

  it('W07: of an unknown table is kept and told once', async () => {
    const received = await send({ documentName: 'MPHEAD', elements: { PUNO: '1' } });
    expect(received.accepted && [received.reply?.status, received.events[0]?.type, received.notes?.length]).toEqual([
      200,
      'm3.unknown-event',
      1,
    ]);
  });

  it.each([['not JSON'], ['{}'], ['[]'], ['"text"'], ['null'], ['{"documentName":{"a":1}}'], ['['.repeat(100)]])(
    'in a shape that is none is refused: %s',
    async (body) => {
      expect(await told(body)).toBe(400);
    },
  );

  it('W01: without the secret is refused, whatever it says', async () => {
    const received = await send({ documentName: 'MITMAS', elements: { ITNO: 'A-1' } }, { 'x-landbridge-key': 'no' });
    expect(received).toMatchObject({ accepted: false, status: 401 });
  });
});
