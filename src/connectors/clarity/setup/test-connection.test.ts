import { afterEach, describe, expect, it } from 'vitest';
import { openRig, type Rig } from '../testing/rig.ts';

let rig: Rig;
afterEach(async () => {
  await rig.close();
});

const open = async (...config: Parameters<typeof openRig>): Promise<Rig> => {
  rig = await openRig(...config);
  return rig;
};

describe('the connection test', () => {
  it('looks at everything and finds all well', async () => {
    const { client } = await open({ secrets: { webhookSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` } });
    const findings = await client.test();
    expect(findings.filter(({ result }) => result !== 'pass')).toEqual([]);
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Login', 'Surface', 'Clock', 'Statuses', 'Currencies', 'Webhooks']),
    );
  });

  it('says what is wrong in words', async () => {
    const { client, settings } = await open({ settings: { statuses: ['Posted = 15, Confirm'] } });
    await settings({ deniedPermissions: ['Ordering.SalesOrder.Update'], clockShiftMs: 0 });
    const findings = await client.test();
    expect(findings).toContainEqual(
      expect.objectContaining({ name: 'Right Ordering.SalesOrder.Update', result: 'fail' }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        name: 'Statuses',
        result: 'warn',
        message: expect.stringContaining('Posted') as string,
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ name: 'Webhooks', result: 'warn' }));
  });

  it.each([
    ['full', 'fail'],
    ['portal', 'warn'],
  ])('knows a portal’s API when the surface is set to %s', async (surface, result) => {
    const { client, send } = await open(({ apiUrl }) => ({ settings: { baseUrl: `${apiUrl}-Admin`, surface } }));
    expect(await client.test()).toContainEqual(expect.objectContaining({ name: 'Surface', result }));
    const listed = await send({ ask: 'order-list', modifiedSince: '2025-01-01T00:00:00Z' });
    expect(listed.outcome).toBe(surface === 'portal' ? 'applied' : 'refused');
  });

  it('stops at a refused login and names what is missing', async () => {
    const { client } = await open({ settings: { username: '', sourceTimeZone: 'Mars/Base', statuses: ['Confirmed'] } });
    const findings = await client.test();
    expect(findings.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'Setting username fail',
      'Setting sourceTimeZone fail',
      'Setting statuses fail',
      'Login fail',
    ]);
  });
});
