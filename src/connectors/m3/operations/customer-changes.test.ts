import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Call } from '../../../core/operation.ts';
import { openRig, outputOf, type Rig, storyOf } from '../testing/rig.ts';
import { customersTrigger } from '../triggers/customers.ts';
import type { CustomerFindOutput } from './customer-find.ts';
import type { CustomerUpdateOutput } from './customer-update.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});
afterEach(() => rig.close());

const update = (change: JsonObject, choices: Parameters<Rig['drive']>[2] = {}) =>
  rig.drive('customer.update', { customerNumber: 'C100001', ...change }, choices);
const inM3 = async () => (await rig.call('CRS610MI/GetBasicData', { CUNO: 'C100001' })).records[0] ?? {};

describe('changing a customer', () => {
  it('writes what differs, once, and answers what M3 made of it', async () => {
    const driven = await update({ name: 'Northwind Pumps and Valves International Ltd', phone: '+1 512 555 0100' });
    expect(storyOf(driven)).toBe('read applied, change applied, read applied');
    expect(driven.end).toMatchObject({
      do: 'done',
      output: {
        changed: true,
        changedFields: ['name', 'phone'],
        customer: { name: 'Northwind Pumps and Valves Internati', phone: '+1 512 555 0100', city: expect.any(String) },
      },
      warnings: [expect.stringContaining('name was cut to 36')],
    });
    const again = await update({ name: 'Northwind Pumps and Valves International Ltd', phone: '+1 512 555 0100' });
    expect([storyOf(again), outputOf<CustomerUpdateOutput>(again).changed]).toEqual(['read applied', false]);
  });

  it('each field goes to its transaction', async () => {
    const driven = await update({ creditLimit: '7500.00', paymentTerms: 'N30', email: 'new@northwind.example' });
    expect(outputOf<CustomerUpdateOutput>(driven)).toMatchObject({
      changedFields: expect.arrayContaining(['creditLimit', 'email']),
      customer: { creditLimit: '7500.00', email: 'new@northwind.example' },
    });
    expect(storyOf(await update({ creditLimit: '7500' }))).toBe('read applied');
  });

  it('an empty value empties the field, or leaves it, by setting', async () => {
    await update({ phone: '+1 512 555 0100' });
    expect(
      outputOf<CustomerUpdateOutput>(await update({ phone: '' }, { settings: { blankOut: 'leave' } })),
    ).toMatchObject({ changed: false, customer: { phone: '+1 512 555 0100' } });
    expect(outputOf<CustomerUpdateOutput>(await update({ phone: '' }))).toMatchObject({
      changed: true,
      customer: { phone: '' },
    });
  });

  it.each(['drop-before', 'drop-after'] as const)('N02: after %s it looks before it writes again', async (kind) => {
    let lost = false;
    const send = async (call: Call) => {
      if (call.name === 'change' && !lost) {
        lost = true;
        await rig.fault('CRS610MI/bulk', kind);
      }
      return rig.client.send(call, {});
    };
    const driven = await update({ phone: '+1 512 555 0199' }, { send });
    expect(driven.end).toMatchObject({ do: 'done', output: { customer: { phone: '+1 512 555 0199' } } });
    const counter = Number((await inM3())['CHNO']);
    expect(counter).toBe(2);
  });

  it('what was changed after it was compared is not overwritten; anything else is written', async () => {
    await update({ phone: '+1 512 555 0100', city: 'Austin', addressLines: ['1 Dock Road'] });
    const was = { phone: '+1 512 555 0100', city: 'Dallas', addressLines: ['1 Dock Road'] };
    expect((await update({ phone: '7', was })).end).toMatchObject({ do: 'done', output: { changed: true } });
    const refused = { code: 'm3.customer-changed', kind: 'conflict' };
    expect((await update({ city: 'Houston', was })).end).toMatchObject({ failure: { ...refused, field: 'city' } });
    expect((await update({ addressLines: ['2 Dock Road'], was: { addressLines: ['3 Dock Road'] } })).end).toMatchObject(
      {
        failure: { ...refused, field: 'addressLines' },
      },
    );
    // What is there already is nobody's loss.
    expect((await update({ city: 'Austin', was })).end).toMatchObject({ do: 'done', output: { changed: false } });
    expect(await inM3()).toMatchObject({ PHNO: '7', TOWN: 'Austin', CUA1: '1 Dock Road' });
  });

  it('somebody else’s change in between is kept', async () => {
    let meddled = false;
    const send = async (call: Call) => {
      if (call.name === 'change' && !meddled) {
        meddled = true;
        await rig.call('CRS610MI/ChgBasicData', { CUNO: 'C100001', TOWN: 'Dallas' });
      }
      return rig.client.send(call, {});
    };
    const driven = await update({ phone: '+1 512 555 0111' }, { send });
    expect(storyOf(driven)).toBe('read applied, change refused, read applied, change applied, read applied');
    expect(await inM3()).toMatchObject({ TOWN: 'Dallas', PHNO: '+1 512 555 0111' });
  });

  it.each([
    [{ country: '' }, 'country'],
    [{ name: ' ' }, 'name'],
    [{ addressLines: [] }, 'addressLines'],
    [{ postalCode: '12345678901' }, 'postalCode'],
    [{ creditLimit: 'a lot' }, 'creditLimit'],
  ])('D12 D13 D18: %j is refused with its field', async (change, field) => {
    expect((await update(change)).end).toMatchObject({ failure: { code: 'm3.input-invalid', field } });
  });

  it('a code that M3 has not set up names the field', async () => {
    expect((await update({ country: 'XX' })).end).toMatchObject({
      failure: { code: 'm3.value-unknown', field: 'country' },
    });
    expect((await rig.drive('customer.update', { customerNumber: 'NOBODY', name: 'x' })).end).toMatchObject({
      failure: { code: 'm3.customer-not-found' },
    });
  });

  it('D13: a mail or phone too long leaves what is there, with a warning', async () => {
    const driven = await update({ email: `${'x'.repeat(60)}@y.example` });
    expect(driven.end).toMatchObject({ do: 'done', output: { changed: false }, warnings: [expect.any(String)] });
  });
});

describe('finding a customer', () => {
  const find = async (input: JsonObject, settings: JsonObject = {}) =>
    outputOf<CustomerFindOutput>(await rig.drive('customer.find', input, { settings })).candidates;

  it.each(['export', 'index'])('by number, key, VAT number, or mail with postal code (%s)', async (customerSearch) => {
    await rig.control('settings', { searchLagMs: 0 });
    const settings = { customerSearch };
    const { PONO = '', MAIL = '' } = await inM3();
    expect(await find({ customerNumber: 'c100001' }, settings)).toMatchObject([{ id: 'C100001', by: 'number' }]);
    const byKey = { customerNumber: 'C9', searchKey: 'C100001' };
    expect(await find(byKey, { ...settings, customerMatch: ['searchKey'] })).toMatchObject([{ by: 'searchKey' }]);
    expect(await find({ email: MAIL, postalCode: PONO }, settings)).toMatchObject([{ id: 'C100001', by: 'email' }]);
    expect(await find({ email: MAIL, postalCode: '99999' }, settings)).toEqual([]);
    expect(await find({ email: MAIL }, settings)).toEqual([]);
  });

  it('by key only somebody of the same name in the same place, and a stranger ends no search', async () => {
    const { CUNM: name = '', PONO: postalCode = '', TOWN: city = '' } = await inM3();
    const who = { searchKey: 'C100001', name, postalCode, city };
    expect(await find(who)).toMatchObject([{ id: 'C100001', by: 'searchKey' }]);
    expect(await find({ ...who, name: 'Somebody Else' })).toEqual([]);
    const twins = await find({ ...who, name: 'Somebody Else', vatNumber: 'SE556000111101' });
    expect(twins.map(({ id, by }) => `${id} ${by}`)).toEqual(['SAMEVAT1 vatNumber', 'SAMEVAT2 vatNumber']);
  });

  it('two customers with one VAT number are both told', async () => {
    const found = await find({ vatNumber: 'SE556000111101', email: 'north@twin.example', postalCode: '78701' });
    expect(found.map(({ id }) => id)).toEqual(['SAMEVAT1', 'SAMEVAT2']);
    expect(await find({ vatNumber: 'se 556000-111101' })).toEqual(found);
  });

  it('a mail in other letters is the same mail', async () => {
    const { PONO = '', MAIL = '' } = await inM3();
    expect(await find({ email: MAIL.toUpperCase(), postalCode: PONO })).toMatchObject([{ id: 'C100001' }]);
  });
});

describe('addresses', () => {
  it('are found again by their content', async () => {
    const input = {
      customerNumber: 'C100001',
      addresses: [
        { name: 'Dock 4', addressLines: ['4 Dock Road'], city: 'Austin', postalCode: '78701', country: 'US' },
      ],
    };
    const first = await rig.drive('address.ensure', input);
    const again = await rig.drive('address.ensure', input);
    expect([storyOf(first), storyOf(again)]).toEqual([
      'find-address refused, add-address applied',
      'find-address applied',
    ]);
    expect(outputOf(again)).toEqual(outputOf(first));
  });
});

describe('the poll for customers', () => {
  const poll = async (cursor: JsonObject | undefined, full = false, settings: JsonObject = {}) =>
    customersTrigger.poll({
      client: rig.client,
      settings: { ...rig.config.settings, ...settings },
      cursor,
      linked: [],
      find: () => Promise.resolve([]),
      now: Date.now(),
      full,
    });

  it('tells each changed customer once', async () => {
    const start = await poll(undefined);
    expect(start.events).toEqual([]);
    await rig.control('customers', { customerNumber: 'C100002', fields: { PHNO: '1' } });
    // What changes in the very millisecond of a look is told by the next one as well, rather than never.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await poll(start.cursor);
    expect(second.events).toMatchObject([
      { type: 'm3.customer.changed', subject: 'C100002', data: { customerNumber: 'C100002' } },
    ]);
    expect((await poll(second.cursor)).events).toEqual([]);
  });

  it('reads all customers in pages', async () => {
    const numbers: string[] = [];
    let cursor: JsonObject | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await poll(cursor, true, { customerPageSize: 10 });
      numbers.push(...page.events.map(({ subject }) => subject));
      cursor = page.cursor;
      if (!page.more) break;
    }
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(expect.arrayContaining(['C100001', 'C100040', 'SAMEVAT2', 'WEBGUEST']));
  });

  it('tells changed addresses where the table may be read', async () => {
    const start = await poll(undefined, false, { addressChanges: 'export' });
    const address = {
      CUNO: 'C100003',
      ADRT: '1',
      ADID: 'DOCK4',
      CUA1: '4 Dock Road',
      PONO: '78701',
      TOWN: 'Austin',
      CSCD: 'US',
    };
    await rig.call('CRS610MI/AddAddress', address);
    const { events } = await poll(start.cursor, false, { addressChanges: 'export' });
    expect(events).toContainEqual(expect.objectContaining({ data: { customerNumber: 'C100003', addressId: 'DOCK4' } }));
  });
});
