import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsSchema, validateSettings } from '../../kit/settings.ts';
import { m3Connector } from '../connector.ts';
import { openRig, type Rig } from '../testing/rig.ts';
import { M3_FIELDS } from './fields.ts';
import { importIonapi } from './ionapi.ts';
import { checkM3Settings, readM3Settings } from './settings.ts';

const file = {
  ti: 'ACME_TST',
  cn: 'Clarity Link',
  ci: 'ACME_TST~abc',
  cs: 'client-secret',
  iu: 'https://gateway.example/',
  pu: 'https://login.example:443/ACME_TST/as/',
  ot: 'token.oauth2',
  or: 'revoke_token.oauth2',
  saak: 'ACME_TST#key',
  sask: 'account-secret',
};

describe('the .ionapi file', () => {
  it('becomes settings and secrets', () => {
    expect(importIonapi(`\uFEFF${JSON.stringify(file)}`)).toEqual({
      settings: {
        gatewayUrl: 'https://gateway.example',
        tenantId: 'ACME_TST',
        tokenUrl: 'https://login.example:443/ACME_TST/as/token.oauth2',
        clientId: 'ACME_TST~abc',
        grant: 'password',
      },
      secrets: { clientSecret: 'client-secret', accountKey: 'ACME_TST#key', accountSecret: 'account-secret' },
    });
  });

  it('S21: gives only what it is known for, whatever else stands in it', () => {
    const more = { ...file, grant: 'none', caCertificate: 'x', isAdmin: true, '<script>': 'alert(1)', html: '<b>' };
    expect(importIonapi(JSON.stringify(more))).toEqual(importIonapi(JSON.stringify(file)));
  });

  it('of a sandbox on this machine may be plain http', () => {
    const local = { ...file, iu: 'http://127.0.0.1:4711', pu: 'http://127.0.0.1:4711/as' };
    expect(importIonapi(JSON.stringify(local))).toMatchObject({
      settings: { allowInsecure: true, sandbox: true, tokenUrl: 'http://127.0.0.1:4711/as/token.oauth2' },
    });
  });

  const { saak: _key, sask: _secret, ...withoutAccount } = file;
  const { cs: _cs, ...withoutSecret } = file;
  it.each([
    ['nonsense', 'not json', /not JSON/],
    ['a list', '[]', /not an \.ionapi file/],
    ['no client secret', JSON.stringify(withoutSecret), /lacks cs \(the client secret\)/],
    ['no service account', JSON.stringify(withoutAccount), /no saak .* and no sask/],
    ['a gateway that is no address', JSON.stringify({ ...file, iu: 'gateway' }), /iu .* is not an address/],
    ['plain http', JSON.stringify({ ...file, iu: 'http://gateway.example' }), /iu .* is not https/],
    ['numbers instead of text', JSON.stringify({ ...file, ti: 7 }), /lacks ti/],
    ['S21: a page', '<!doctype html><script>alert(1)</script>', /not JSON/],
    ['S21: a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', /not JSON/],
    ['S21: a program', 'MZ\u0090\u0000\u0003', /not JSON/],
    ['S21: an archive that is JSON as well', `PK\u0003\u0004${JSON.stringify(file)}`, /not JSON/],
  ])('that is broken (%s) is refused in words', (_name, text, message) => {
    const result = importIonapi(text);
    expect(result).toMatchObject({
      code: 'connection.setting-invalid',
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
    expect(JSON.stringify(result)).not.toContain('account-secret');
  });
});

describe('settings', () => {
  const given = {
    ...(importIonapi(JSON.stringify(file)) as { settings: object }).settings,
    company: '100',
    facility: '001',
    warehouse: '001',
    orderType: 'WEB',
    customerTemplate: 'T',
  };
  const secrets = { clientSecret: 'x', accountKey: 'y', accountSecret: 'z' };

  it('that are enough are complete with their defaults', () => {
    const verdict = validateSettings(M3_FIELDS, { settings: given, secrets });
    expect(verdict).toMatchObject({
      settings: { orderEntry: 'draft', quietTime: '10m', concurrency: 4, apiVersion: 'v2' },
      secrets,
    });
    expect(readM3Settings('settings' in verdict ? verdict.settings : {})).toMatchObject({
      quietTimeMs: 600_000,
      readTimeoutMs: 30_000,
      writeTimeoutMs: 60_000,
    });
  });

  it('that are not enough are named', () => {
    const verdict = validateSettings(M3_FIELDS, { settings: {} });
    expect('faults' in verdict && verdict.faults.map(({ setting }) => setting)).toEqual([
      'gatewayUrl',
      'tenantId',
      'tokenUrl',
      'clientId',
      'clientSecret',
      'accountKey',
      'accountSecret',
      'company',
      'facility',
      'warehouse',
      'orderType',
      'customerTemplate',
    ]);
  });

  it.each([
    [{ quietTime: '119s' }, 'quietTime'],
    [{ quietTime: 'a while' }, 'quietTime'],
    [{ readTimeout: '-1s' }, 'readTimeout'],
    [{ tolerancePerLine: 'some' }, 'tolerancePerLine'],
    [{ customerNumberPrefix: 'web-' }, 'customerNumberPrefix'],
  ])('%j is unsafe or unreadable', (change, setting) => {
    expect(checkM3Settings({ ...given, ...change })).toMatchObject([{ setting, message: expect.any(String) }]);
  });

  it('a short quiet time is for sandboxes only, whatever was saved', () => {
    expect(checkM3Settings({ ...given, quietTime: '2m' })).toEqual([]);
    expect(checkM3Settings({ ...given, quietTime: '1s', sandbox: true })).toEqual([]);
    expect(checkM3Settings({ ...given, quietTime: '1s', gatewayUrl: 'http://127.0.0.1:1' })).toEqual([]);
    expect(readM3Settings({ ...given, quietTime: '1s' }).quietTimeMs).toBe(120_000);
    expect(readM3Settings({ ...given, quietTime: '1s', sandbox: true }).quietTimeMs).toBe(1_000);
  });

  it('each have a default that is one of their choices', () => {
    for (const { name, choices, default: preset } of M3_FIELDS) {
      if (choices && preset !== undefined)
        expect(
          choices.map(({ value }) => value),
          name,
        ).toContain(preset);
    }
    expect(Object.keys(settingsSchema(M3_FIELDS)['properties'] as object)).toHaveLength(M3_FIELDS.length);
  });
});

describe('the connection test', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());
  const test = async (settings = {}, secrets?: Record<string, string>) => {
    const findings = await rig.open(settings, secrets).test();
    return Object.fromEntries(findings.map(({ name, result }) => [name, result]));
  };

  it('passes where all is well', async () => {
    expect(await test()).toEqual({
      login: 'pass',
      sandbox: 'warn',
      clock: 'pass',
      'MI programs': 'pass',
      'order type': 'pass',
      warehouse: 'pass',
      facility: 'pass',
      'customer template': 'pass',
      'customer of guests': 'pass',
    });
  });

  it('says what is wrong, and what to do', async () => {
    const findings = await rig
      .open({
        orderType: 'NOPE',
        warehouse: '9',
        customerTemplate: 'X',
        guestCustomer: 'GHOST',
        defaultItem: 'GHOST',
        decimalMark: ',',
        orderEntry: 'direct',
      })
      .test();
    const wrong = findings.filter(({ result }) => result !== 'pass');
    expect(wrong.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'decimal mark warn',
      'sandbox warn',
      'order entry warn',
      'order type fail',
      'warehouse fail',
      'customer template fail',
      'customer of guests fail',
      'default item fail',
    ]);
    for (const { message, remedy } of wrong)
      expect([message, remedy]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
  });

  it('stops at a login that is refused', async () => {
    expect(await test({}, { ...rig.config.secrets, accountSecret: 'wrong' })).toEqual({ login: 'fail' });
    expect(await test({ gatewayUrl: 'http://127.0.0.1:1' })).toEqual({ login: 'fail' });
    expect(await test({ company: '999' })).toEqual({ login: 'fail' });
  });

  it('A09: sees a clock that is off', async () => {
    await rig.settings({ clockOffsetMs: 600_000 });
    expect(await test()).toMatchObject({ clock: 'warn' });
    await rig.settings({ clockOffsetMs: 0 });
  });

  it('sees what an older release lacks', async () => {
    await rig.settings({ olderRelease: true });
    expect(await test({ orderEntry: 'direct' })).toMatchObject({ 'OIS100MI/AddOrderHead': 'fail' });
    expect(await test()).toMatchObject({ 'MI programs': 'pass' });
    await rig.settings({ olderRelease: false });
  });

  it('says so when it may not look', async () => {
    await rig.settings({ unauthorized: ['MRS001MI/LstTransactions', 'MMS005MI/LstWarehouses'] });
    expect(await test()).toMatchObject({ login: 'pass', 'MI programs': 'warn', warehouse: 'warn' });
    await rig.settings({ unauthorized: [] });
  });

  it('works over v1', async () => {
    await rig.settings({ useV1Only: true });
    expect(await test({ apiVersion: 'v1' })).toMatchObject({ 'MI programs': 'pass', warehouse: 'pass' });
    expect(await test()).toEqual({ login: 'fail' });
    await rig.settings({ useV1Only: false });
  });

  it('changes nothing', async () => {
    const { orders, drafts, customers } = await rig.ledger();
    await m3Connector.open(rig.config).test();
    expect(await rig.ledger()).toMatchObject({ orders, drafts, customers });
  });
});
