import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery, Received } from '../../../kit/connector.ts';
import { receiveChange } from './receive.ts';

const SECRET = 'a-long-random-secret-of-the-feed';
const RECEIVED_AT = Date.UTC(2025, 0, 14, 9, 31);

const config = (settings = {}, feedSecret = SECRET) => ({
  tenant: 't',
  name: 'm3',
  settings: { company: '100', ...settings },
  secrets: feedSecret ? { feedSecret } : {},
});

const delivery = (parts: Partial<Omit<Delivery, 'body'>> & { body?: string | Uint8Array } = {}): Delivery => ({
  method: 'POST',
  path: '',
  receivedAt: RECEIVED_AT,
  ...parts,
  headers: { 'content-type': 'application/json', 'x-landbridge-key': SECRET, ...parts.headers },
  body: typeof parts.body === 'string' || parts.body === undefined ? Buffer.from(parts.body ?? '') : parts.body,
});

const bod = (noun: string, inner: string, { action = 'Replace', id = 'X', entity = '100_AAA', verb = 'Sync' } = {}) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<${verb}${noun} xmlns="http://schema.infor.com/InforOAGIS/2" releaseID="9.2" versionID="2.14.0">
 <ApplicationArea><Sender><LogicalID>lid://infor.m3.m3</LogicalID></Sender>
  <CreationDateTime>2025-01-14T09:30:00Z</CreationDateTime>
  <BODID>infor-nid:ACME_TST:${entity}::${id}:?${noun}&amp;verb=${verb}</BODID></ApplicationArea>
 <DataArea><${verb}><TenantID>ACME_TST</TenantID><AccountingEntityID>${entity}</AccountingEntityID>
   <ActionCriteria><ActionExpression actionCode="${action}"/></ActionCriteria></${verb}>
  <${noun}>${inner}</${noun}></DataArea></${verb}${noun}>`;

const item = (number: string, variation = 3) =>
  bod(
    'ItemMaster',
    `<ItemMasterHeader><ItemID><ID variationID="${variation}">${number}</ID></ItemID></ItemMasterHeader>`,
    {
      id: number,
    },
  );

const message = (document: string, more: object = {}, encoding = 'NONE'): string =>
  JSON.stringify({
    documentName: 'Sync.ItemMaster',
    fromLogicalId: 'lid://infor.m3.m3',
    messageId: 'm-1',
    document: {
      value: encoding === 'NONE' ? document : deflateSync(document).toString('base64'),
      encoding,
      characterSet: 'UTF-8',
    },
    ...more,
  });

const post = (body: string, path = '/service/v2/message'): Promise<Received> =>
  receiveChange(delivery({ path, body }), config());

const verdict = (received: Received): string =>
  received.accepted ? `${received.reply?.status ?? 202}` : `${received.status} ${received.failure.code}`;
const told = (received: Received) =>
  received.accepted ? received.events.map(({ type, subject, data }) => ({ type, subject, data })) : verdict(received);

afterEach(() => expect(({} as { polluted?: boolean }).polluted).toBeUndefined());

describe('who may tell us of changes', () => {
  it('W01: nobody without the secret, and nobody at all without one in the connection', async () => {
    const path = '/service/ping';
    const ask = (headers: Record<string, string>, settings = {}, secret = SECRET, at = path) =>
      receiveChange({ ...delivery({ method: 'GET', path: at }), headers }, config(settings, secret)).then(verdict);
    const basic = (user: string, password: string) => ({
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    });
    expect(await ask({ 'x-landbridge-key': SECRET })).toBe('200');
    expect(await ask({})).toBe('401 webhook.headers-missing');
    expect(await ask({ 'x-landbridge-key': '' })).toBe('401 webhook.headers-missing');
    expect(await ask({ 'x-landbridge-key': `${SECRET}x` })).toBe('401 webhook.signature-wrong');
    expect(await ask({ 'x-landbridge-key': '' }, {}, '')).toBe('401 webhook.no-secret');
    expect(await ask(basic('ion', SECRET), { feedLogin: 'basic' })).toBe('200');
    expect(await ask(basic('other', SECRET), { feedLogin: 'basic' })).toBe('401 webhook.headers-missing');
    expect(await ask(basic('ion', 'no'), { feedLogin: 'basic' })).toBe('401 webhook.signature-wrong');
    expect(await ask({ authorization: `Bearer ${SECRET}` }, { feedLogin: 'bearer' })).toBe('200');
    expect(await ask({ authorization: 'Bearer no' }, { feedLogin: 'bearer' })).toBe('401 webhook.signature-wrong');
    expect(await ask({}, { feedLogin: 'path' }, SECRET, `/${SECRET}${path}`)).toBe('200');
    expect(await ask({}, { feedLogin: 'path' }, SECRET, path)).toBe('401 webhook.signature-wrong');
  });

  it('W12: during a rotation the old and the new secret count', async () => {
    for (const secret of [SECRET, 'the-next-one']) {
      const headers = { 'x-landbridge-key': secret };
      expect(
        verdict(
          await receiveChange(
            { ...delivery({ method: 'GET', path: '/service/ping' }), headers },
            config({}, `${SECRET} the-next-one`),
          ),
        ),
      ).toBe('200');
    }
  });
});

describe('what ION asks', () => {
  const ask = async (method: string, path: string, settings = {}) => {
    const received = await receiveChange(delivery({ method, path }), config(settings));
    return received.accepted ? (JSON.parse(received.reply?.body ?? '') as Record<string, unknown>) : verdict(received);
  };
  it('is answered: ping, protocol, versions, discovery', async () => {
    expect(await ask('GET', '/service/ping')).toEqual({ status: 'OK' });
    expect(await ask('GET', '/service/versions')).toEqual({ versions: ['v2', 'v3'] });
    expect(await ask('GET', '/service/protocol')).toMatchObject({ version: 'v3', messageMethod: 'message' });
    expect(await ask('GET', '/service/protocol', { feedProtocol: 'v2' })).toMatchObject({
      messageMethod: 'multipartMessage',
    });
    for (const version of ['v2', 'v3']) {
      expect(await ask('POST', `/service/${version}/discovery`)).toMatchObject({
        documents: expect.arrayContaining([{ documentName: 'Sync.ItemMaster', receive: true, send: false }]),
      });
    }
    expect(await ask('POST', '/service/ping')).toBe('405 m3.feed-method-wrong');
    expect(await ask('GET', '/service/v9/message')).toBe('404 m3.feed-path-unknown');
  });
});

describe('a document of M3', () => {
  it.each([
    [
      'ItemMaster',
      item('PUMP-1001'),
      { type: 'm3.item.changed', subject: 'PUMP-1001', data: { itemNumber: 'PUMP-1001' } },
    ],
    [
      'CustomerPartyMaster',
      bod('CustomerPartyMaster', '<PartyIDs><ID variationID="2">C100001</ID></PartyIDs>'),
      { type: 'm3.customer.changed', subject: 'C100001', data: { customerNumber: 'C100001' } },
    ],
    [
      'ShipToPartyMaster',
      bod(
        'ShipToPartyMaster',
        '<PartyIDs><ID>SHIP01</ID></PartyIDs><CustomerParty><PartyIDs><ID>C100001</ID></PartyIDs></CustomerParty>',
      ),
      { type: 'm3.customer.changed', subject: 'C100001', data: { customerNumber: 'C100001', addressId: 'SHIP01' } },
    ],
    [
      'SalesOrder',
      bod(
        'SalesOrder',
        '<SalesOrderHeader><DocumentID><ID variationID="3">0010004711</ID></DocumentID></SalesOrderHeader>',
      ),
      { type: 'm3.order.changed', subject: '0010004711', data: { orderNumber: '0010004711' } },
    ],
    [
      'Shipment',
      bod(
        'Shipment',
        `<ShipmentHeader><DocumentID><ID>5000001</ID></DocumentID><WarehouseLocation><ID>001</ID></WarehouseLocation></ShipmentHeader>
         <ShipmentItem/><ShipmentItem><SalesOrderReference><DocumentID><ID>0010004711</ID></DocumentID></SalesOrderReference></ShipmentItem>`,
      ),
      {
        type: 'm3.delivery.changed',
        subject: '5000001',
        data: { deliveryNumber: '5000001', orderNumber: '0010004711', warehouse: '001' },
      },
    ],
    [
      'Invoice',
      bod('Invoice', '<InvoiceHeader><DocumentID><ID>100000001</ID></DocumentID></InvoiceHeader>'),
      { type: 'm3.invoice.changed', subject: '100000001', data: { invoiceNumber: '100000001' } },
    ],
    [
      'ReceivableTransaction',
      bod(
        'ReceivableTransaction',
        '<ReceivableTransactionHeader><DocumentID><ID>100000001</ID></DocumentID><CustomerParty><PartyIDs><ID>C100001</ID></PartyIDs></CustomerParty></ReceivableTransactionHeader>',
      ),
      {
        type: 'm3.receivable.changed',
        subject: 'C100001',
        data: { customerNumber: 'C100001', invoiceNumber: '100000001' },
      },
    ],
  ])('%s says what to look at', async (_, document, event) => {
    const received = await post(message(document));
    expect(verdict(received)).toBe('201');
    expect(told(received)).toEqual([event]);
  });

  it('comes deflated too, with or without a zlib head, in JSON and in parts', async () => {
    const event = { type: 'm3.item.changed', subject: 'PUMP-1001', data: { itemNumber: 'PUMP-1001' } };
    expect(told(await post(message(item('PUMP-1001'), {}, 'DEFLATE')))).toEqual([event]);
    const parameters = JSON.stringify({
      documentName: 'Sync.ItemMaster',
      messageId: 'm',
      document: { encoding: 'DEFLATE' },
    });
    const parts = (names: readonly string[], packed: Buffer) =>
      Buffer.concat([
        Buffer.from(
          `--b\r\nContent-Disposition: form-data; name="${names[0]}"\r\nContent-Type: application/json\r\n\r\n${parameters}\r\n`,
        ),
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="${names[1]}"\r\n\r\n`),
        packed,
        Buffer.from('\r\n--b--\r\n'),
      ]);
    const headers = { 'content-type': 'multipart/form-data; boundary="b"' };
    // In version 2 ION gives the parts each other's names.
    const bodies = [
      ['/service/v3/multipartMessage', parts(['ParameterRequest', 'MessagePayload'], deflateSync(item('PUMP-1001')))],
      [
        '/service/v2/multipartMessage',
        parts(['MessagePayload', 'ParameterRequest'], deflateRawSync(item('PUMP-1001'))),
      ],
    ] as const;
    for (const [path, body] of bodies) {
      expect(told(await receiveChange(delivery({ path, body, headers }), config()))).toEqual([event]);
    }
    const single = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="MessagePayload"\r\n\r\n'),
      deflateSync(item('PUMP-1001')),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    const received = await receiveChange(
      delivery({
        path: '/service/v3/message/multipart',
        body: single,
        headers: { ...headers, 'x-infor-messageid': 'm-9' },
        query: { documentName: 'Sync.ItemMaster', encoding: 'DEFLATE' },
      }),
      config(),
    );
    expect([verdict(received), told(received)]).toEqual(['202', [event]]);
  });

  it('W03: sent again has the same id; the next variation has another, and says its version', async () => {
    const idOf = async (body: string) => {
      const received = await post(body);
      return received.accepted ? [received.events[0]?.id, received.events[0]?.version] : [];
    };
    const [first, version] = await idOf(message(item('PUMP-1001', 3)));
    expect(version).toBe(3);
    expect(await idOf(message(item('PUMP-1001', 3), { messageId: 'm-2' }))).toEqual([first, 3]);
    expect((await idOf(message(item('PUMP-1001', 4))))[0]).not.toBe(first);
    // Without a variation the BODID of a master record is the same for ever: the message tells changes apart.
    const plain = bod('CustomerPartyMaster', '<PartyIDs><ID>C100001</ID></PartyIDs>', { id: 'C100001' });
    expect((await idOf(message(plain, { messageId: 'a' })))[0]).not.toBe(
      (await idOf(message(plain, { messageId: 'b' })))[0],
    );
  });

  it('that says Delete says so in the event; entities of XML come back as characters', async () => {
    const inner = '<ItemMasterHeader><ItemID><ID>A&amp;B&#45;1</ID></ItemID></ItemMasterHeader>';
    expect(told(await post(message(bod('ItemMaster', inner, { action: 'Delete' }))))).toEqual([
      { type: 'm3.item.changed', subject: 'A&B-1', data: { itemNumber: 'A&B-1', deleted: true } },
    ]);
  });

  it('of another company starts nothing', async () => {
    const other = bod('ItemMaster', '<ItemMasterHeader><ItemID><ID>X</ID></ItemID></ItemMasterHeader>', {
      entity: '200_BBB',
    });
    expect(told(await post(message(other)))).toEqual([]);
  });

  it('W07: with an unknown noun is taken, kept and told once', async () => {
    const received = await post(message(bod('PurchaseOrder', '<X/>', { id: 'P-1' })));
    expect(verdict(received)).toBe('201');
    expect(told(received)).toEqual([
      {
        type: 'm3.unknown-event',
        subject: 'Sync.PurchaseOrder P-1',
        data: { document: 'Sync.PurchaseOrder', key: 'P-1' },
      },
    ]);
    expect(received.accepted && received.notes?.[0]).toContain('Sync.PurchaseOrder');
  });

  it('without the key of its record starts nothing and says so', async () => {
    const received = await post(message(bod('ItemMaster', '<ItemMasterHeader/>')));
    expect([told(received), received.accepted && received.notes?.length]).toEqual([[], 1]);
  });
});

describe('a hostile document', () => {
  const inner = '<ItemMasterHeader><ItemID><ID>X</ID></ItemID></ItemMasterHeader>';
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>`;
  it.each([
    ['a DOCTYPE', laughs + bod('ItemMaster', inner), '422 m3.bod-forbidden'],
    [
      'an external DTD',
      `<!doctype x SYSTEM "http://evil.test/x.dtd">${bod('ItemMaster', inner)}`,
      '422 m3.bod-forbidden',
    ],
    [
      'a parameter entity',
      bod('ItemMaster', inner).replace('?>', '?><!ENTITY % p SYSTEM "file:///etc/passwd">'),
      '422 m3.bod-forbidden',
    ],
    ['10,000 levels', bod('ItemMaster', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`), '422 m3.bod-unreadable'],
    ['cut off', bod('ItemMaster', inner).slice(0, -40), '422 m3.bod-unreadable'],
    ['no BOD', '<html><body/></html>', '422 m3.bod-unreadable'],
    ['no XML', 'hello', '422 m3.bod-unreadable'],
  ])('S15: with %s is refused quickly', async (_, document, expected) => {
    const startedAt = performance.now();
    expect(verdict(await post(message(document)))).toBe(expected);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('S15: a million numeric references are not expanded', async () => {
    const startedAt = performance.now();
    const document = bod('ItemMaster', `<Note>${'&#65;'.repeat(80_000)}</Note>${inner}`);
    expect(verdict(await post(message(document)))).toBe('201');
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('S05: with __proto__ for an element changes nothing', async () => {
    const document = bod(
      'ItemMaster',
      `<__proto__><polluted>1</polluted></__proto__><constructor><prototype><polluted>1</polluted></prototype></constructor>${inner}`,
    );
    expect(verdict(await post(message(document)))).toMatch(/^(?:201|422)/);
  });

  it('S16: a deflate bomb is cut at the limit', async () => {
    const bomb = deflateSync(Buffer.alloc(30_000_000, 97)).toString('base64');
    expect(verdict(await post(message('', { document: { value: bomb, encoding: 'DEFLATE' } })))).toBe(
      '413 m3.bod-too-large',
    );
  });

  it('N20: in bytes of another character set is refused; UTF-16 with its mark is read', async () => {
    const parameters = JSON.stringify({ documentName: 'Sync.ItemMaster', messageId: 'm' });
    const send = (payload: Buffer) =>
      receiveChange(
        delivery({
          path: '/service/v3/multipartMessage',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
          body: Buffer.concat([
            Buffer.from(
              `--b\r\nContent-Disposition: form-data; name="ParameterRequest"\r\n\r\n${parameters}\r\n--b\r\nContent-Disposition: form-data; name="MessagePayload"\r\n\r\n`,
            ),
            payload,
            Buffer.from('\r\n--b--'),
          ]),
        }),
        config(),
      );
    expect(verdict(await send(Buffer.from(item('MALM\u00d6'), 'latin1')))).toBe('400 m3.feed-message-unreadable');
    expect(verdict(await send(Buffer.from(`\ufeff${item('MALM\u00d6')}`, 'utf16le')))).toBe('202');
  });

  it('W17: of 2 MB is read beside the others, who are still answered', async () => {
    const lines = '<ItemLocation><Description>Shelf</Description></ItemLocation>'.repeat(30_000);
    const large = post(message(bod('ItemMaster', inner + lines)));
    const startedAt = performance.now();
    expect(verdict(await receiveChange(delivery({ method: 'GET', path: '/service/ping' }), config()))).toBe('200');
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(verdict(await large)).toBe('201');
  });
});
