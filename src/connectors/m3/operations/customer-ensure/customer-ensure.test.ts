import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../core/json.ts';
import type { Call } from '../../../../core/operation.ts';
import type { FaultKind } from '../../../kit/sandbox/faults.ts';
import { openRig, outputOf, type Rig, storyOf } from '../../testing/rig.ts';
import type { CustomerOutput } from './input.ts';

const shopper: JsonObject = {
  storeCustomerId: '90017',
  name: 'Nordic Tools AB',
  addressLines: ['Hamngatan 4'],
  city: 'Malmö',
  postalCode: '211 22',
  country: 'SE',
  email: 'purchase@nordic-tools.example',
};

/** What the shopper is in M3. */
const ours = {
  CUTM: 'WEBTEMPL',
  CUNM: 'Nordic Tools AB',
  CUA1: 'Hamngatan 4',
  PONO: '211 22',
  TOWN: 'Malmö',
  CSCD: 'SE',
  ALCU: '90017',
};

describe('giving a web customer a number in M3', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  const ensure = (change: JsonObject = {}, choices: Parameters<Rig['drive']>[2] = {}) =>
    rig.drive('customer.ensure', { ...shopper, ...change }, choices);
  const made = async () => (await rig.ledger()).customers.filter(({ name }) => name.startsWith('Nordic Tools'));
  /** Sends on; the first call of this name meets the fault. */
  const lossy = (name: string, kind: FaultKind) => {
    let used = false;
    return async (call: Call) => {
      if (call.name === name && !used) {
        used = true;
        await rig.fault('CRS610MI/bulk', kind);
      }
      return rig.client.send(call, {});
    };
  };

  it('creates it once, with its search key, and links it', async () => {
    const driven = await ensure();
    expect(storyOf(driven)).toBe('find applied, add applied');
    expect(driven.end).toMatchObject({
      do: 'done',
      output: { customerNumber: 'WEB000001', created: true },
      links: [{ kind: 'customer', left: { system: 'clarity', id: '90017' }, right: { system: 'm3', id: 'WEB000001' } }],
    });
    expect(await made()).toMatchObject([{ customerNumber: 'WEB000001', searchKey: '90017', status: '20' }]);
    expect(outputOf<CustomerOutput>(await ensure())).toMatchObject({ customerNumber: 'WEB000001', created: false });
    expect(await made()).toHaveLength(1);
  });

  it('a link needs no call at all', async () => {
    const driven = await ensure({}, { linkedId: 'C100001' });
    expect([storyOf(driven), driven.end]).toMatchObject([
      '',
      { output: { customerNumber: 'C100001', created: false } },
    ]);
  });

  it('the number the store knows is believed only when M3 has it', async () => {
    expect((await ensure({ customerNumber: 'c100002' })).end).toMatchObject({
      output: { customerNumber: 'C100002', created: false },
    });
    expect((await ensure({ customerNumber: 'C999999' })).end).toMatchObject({
      failure: { code: 'm3.customer-not-found', field: 'customerNumber' },
    });
    expect((await ensure({ customerNumber: 'BLOCKED1' })).end).toMatchObject({
      failure: { code: 'm3.customer-blocked' },
    });
  });

  describe('when answers are lost (C09 N01 N02)', () => {
    it.each(['drop-before', 'drop-after', 'gateway-timeout', 'truncated'] as const)(
      'M3 gives the number: %s',
      async (kind) => {
        const driven = await ensure({}, { send: lossy('add', kind) });
        expect(driven.end).toMatchObject({ do: 'done', output: { created: true } });
        expect(await made()).toHaveLength(1);
        const [, add, find] = driven.calls;
        expect((find?.sentAt ?? 0) - (add?.sentAt ?? 0)).toBeGreaterThanOrEqual(30_000);
      },
    );

    it.each(['drop-before', 'drop-after'] as const)('we give the number: %s', async (kind) => {
      const settings = { customerNumberPrefix: 'W' };
      const driven = await ensure({}, { settings, send: lossy('add', kind) });
      expect(driven.end).toMatchObject({ do: 'done', output: { customerNumber: 'W000090017', created: true } });
      expect(await made()).toHaveLength(1);
    });
  });

  it('a number of ours that somebody else has is held', async () => {
    await rig.call('CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'Somebody Else', CUA1: 'x', CUNO: 'W000090017' });
    expect((await ensure({}, { settings: { customerNumberPrefix: 'W' } })).end).toMatchObject({
      failure: { code: 'm3.customer-number-taken', message: expect.stringContaining('Somebody Else') },
    });
  });

  it('two customers with one key are shown', async () => {
    for (const CUNO of ['TWIN1', 'TWIN2']) await rig.call('CRS610MI/Add', { ...ours, CUNO });
    expect((await ensure()).end).toMatchObject({
      failure: { code: 'm3.customer-ambiguous', message: expect.stringContaining('TWIN1, TWIN2') },
    });
  });

  describe('when somebody else carries the search key', () => {
    const stranger = { ...ours, CUNM: 'Somebody Else', CUNO: 'OLD1' };

    it('the customer is held, and no second one is made', async () => {
      await rig.call('CRS610MI/Add', stranger);
      expect((await ensure()).end).toMatchObject({
        failure: {
          code: 'm3.search-key-taken',
          record: 'search key 90017',
          message: expect.stringContaining('OLD1 ("Somebody Else")'),
        },
      });
      expect(await made()).toEqual([]);
    });

    it.each([{ PONO: '999 99' }, { TOWN: 'Lund' }])('also with our name, and %j', async (change) => {
      await rig.call('CRS610MI/Add', { ...ours, CUNO: 'OLD1', ...change });
      expect((await ensure()).end).toMatchObject({ failure: { code: 'm3.search-key-taken' } });
    });

    it('our own is taken beside it, however M3 spells it', async () => {
      await rig.call('CRS610MI/Add', stranger);
      await rig.call('CRS610MI/Add', { ...ours, CUNM: 'NORDIC TOOLS AB', PONO: '21122', CUNO: 'MINE1' });
      expect((await ensure()).end).toMatchObject({ do: 'done', output: { customerNumber: 'MINE1', created: false } });
    });

    it('our own is found after a lost answer, also when the data was corrected since', async () => {
      const send = async (call: Call) => {
        if (call.name !== 'add') return rig.client.send(call, {});
        await rig.call('CRS610MI/Add', stranger);
        await rig.fault('CRS610MI/bulk', 'drop-after');
        return rig.client.send(call, {});
      };
      const first = await ensure({}, { send });
      expect(first.end).toMatchObject({ do: 'done', output: { customerNumber: 'WEB000001', created: true } });
      const unanswered = first.calls.slice(0, 2);
      expect(unanswered.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['find applied', 'add ambiguous']);
      const again = await ensure({ name: 'Nordic Tools & Sons' }, { calls: unanswered, round: 1 });
      expect(again.end).toMatchObject({ do: 'done', output: { customerNumber: 'WEB000001', created: true } });
      expect(await made()).toMatchObject([{ name: 'Nordic Tools AB' }]);
    });

    it('the connection may say that search keys are those of the store', async () => {
      await rig.call('CRS610MI/Add', stranger);
      const settings = { customerMatch: ['number', 'searchKey'] };
      expect((await ensure({}, { settings })).end).toMatchObject({ do: 'done', output: { customerNumber: 'OLD1' } });
    });

    it('the number of another store’s account is not ours either', async () => {
      await rig.call('CRS610MI/Add', { ...stranger, CUNO: 'W000090017' });
      expect((await ensure({}, { settings: { customerNumberPrefix: 'W' } })).end).toMatchObject({
        failure: { code: 'm3.customer-number-taken', message: expect.stringContaining('Somebody Else') },
      });
    });

    it('a key made of an e-mail names the same person, under whatever name', async () => {
      const settings = { guestPolicy: 'per-email' };
      const guest = { guest: true, email: 'ann@shop.example' };
      const first = outputOf<CustomerOutput>(await ensure(guest, { settings }));
      const moved = { ...guest, name: 'Nordic Tools, Ann', city: 'Lund', postalCode: '222 22' };
      expect(outputOf<CustomerOutput>(await ensure(moved, { settings }))).toEqual({ ...first, created: false });
    });
  });

  it('a customer made only in part is held until somebody completes it', async () => {
    const first = await ensure({ name: 'Nordic Tools-ERRM' });
    expect(first.end).toMatchObject({ failure: { code: 'm3.customer-incomplete', record: 'customer WEB000001' } });
    const again = await ensure({ name: 'Nordic Tools-ERRM' }, { calls: first.calls, round: 1 });
    expect(again.end).toMatchObject({ failure: { code: 'm3.customer-incomplete' } });
    await rig.call('CRS610MI/ChgBasicData', { CUNO: 'WEB000001', STAT: '20' });
    const done = await ensure({ name: 'Nordic Tools-ERRM' }, { calls: again.calls, round: 2 });
    expect(done.end).toMatchObject({ do: 'done', output: { customerNumber: 'WEB000001' } });
    expect(await made()).toHaveLength(1);
  });

  it('a refusal names the field, and corrected data is tried again', async () => {
    const first = await ensure({ country: 'XX' });
    expect(first.end).toMatchObject({ failure: { code: 'm3.value-unknown', field: 'country' } });
    const again = await ensure({}, { calls: first.calls, round: 1 });
    expect(again.end).toMatchObject({ do: 'done' });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ addressLines: [] }, 'addressLines'],
    [{ country: '' }, 'country'],
    [{ storeCustomerId: '', email: '' }, 'storeCustomerId'],
  ])('D18: %j is held with its field', async (change, field) => {
    expect((await ensure(change)).end).toMatchObject({ do: 'fail', failure: { code: 'm3.input-invalid', field } });
    expect(await made()).toEqual([]);
  });

  it('D01 D13: names are cut with a warning, a mail never', async () => {
    const { end } = await ensure({ name: `Nordic Tools ${'x'.repeat(30)}`, email: `${'x'.repeat(45)}@y.example` });
    expect(end).toMatchObject({
      do: 'done',
      warnings: [expect.stringContaining('name was cut'), expect.stringContaining('email')],
    });
    expect((await made())[0]).toMatchObject({ email: '' });
  });

  describe('guests', () => {
    it('share one customer number', async () => {
      const driven = await ensure({ guest: true });
      expect(driven.end).toEqual({
        do: 'done',
        output: { customerNumber: 'WEBGUEST', created: false, addressIds: [] },
      });
      expect((await ensure({ guest: true }, { settings: { guestCustomer: '' } })).end).toMatchObject({
        failure: { code: 'm3.guest-customer-missing' },
      });
    });

    it('D19: or are one customer for each e-mail, however it is written', async () => {
      const settings = { guestPolicy: 'per-email' };
      const numbers = [];
      for (const email of ['Ann@Shop.example', ' ann@shop.example', 'bob@shop.example']) {
        numbers.push(outputOf<CustomerOutput>(await ensure({ guest: true, email }, { settings })).customerNumber);
      }
      expect(numbers).toEqual(['WEB000001', 'WEB000001', 'WEB000002']);
    });
  });

  describe('addresses', () => {
    const addresses = [
      { addressLines: ['1 Dock Road'], city: 'Austin', postalCode: '78701', region: 'TX', country: 'US' },
      { addressLines: ['2 Dock Road'], city: 'Austin', country: 'US' },
    ];

    it('are added once, under a number made of their content', async () => {
      const first = await ensure({ addresses });
      expect(storyOf(first)).toContain('find-address refused, add-address applied');
      const { addressIds } = outputOf<CustomerOutput>(first);
      expect(new Set(addressIds).size).toBe(2);
      const again = await ensure({ addresses }, { linkedId: 'WEB000001' });
      expect([storyOf(again), outputOf<CustomerOutput>(again).addressIds]).toEqual([
        'find-address applied',
        addressIds,
      ]);
      const changed = await ensure({ addresses: [{ ...addresses[0], city: 'Dallas' }] }, { linkedId: 'WEB000001' });
      expect(outputOf<CustomerOutput>(changed).addressIds[0]).not.toBe(addressIds[0]);
    });

    it.each(['drop-before', 'drop-after'] as const)('in doubt (%s) are not doubled', async (kind) => {
      const driven = await ensure({ addresses }, { send: lossy('add-address', kind) });
      expect(driven.end).toMatchObject({ do: 'done' });
      const listed = await rig.call('CRS610MI/LstAddresses', { CUNO: 'WEB000001' });
      expect(listed.records).toHaveLength(2);
    });

    it('that M3 refuses are held', async () => {
      const driven = await ensure({ addresses: [{ ...addresses[0], country: 'XX' }] });
      expect(driven.end).toMatchObject({ do: 'fail', failure: { code: 'm3.value-unknown' } });
    });
  });

  it('C21: ten first orders of one shopper one after the other make one customer', async () => {
    for (let turn = 0; turn < 10; turn += 1) await ensure();
    expect(await made()).toHaveLength(1);
  });
});
