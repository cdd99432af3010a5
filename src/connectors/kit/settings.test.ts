import { describe, expect, it } from 'vitest';
import type { SettingField } from './connector.ts';
import { parseSpan, settingsSchema, validateSettings } from './settings.ts';

const group = 'Login';
const help = 'help';
const fields: readonly SettingField[] = [
  { name: 'baseUrl', label: 'Address', type: 'url', required: true, help, group },
  {
    name: 'grant',
    label: 'Login by',
    type: 'choice',
    default: 'password',
    choices: [
      { value: 'password', label: 'Password' },
      { value: 'key', label: 'Key' },
    ],
    help,
    group,
  },
  {
    name: 'password',
    label: 'Password',
    type: 'secret',
    required: true,
    when: { setting: 'grant', is: 'password' },
    help,
    group,
  },
  { name: 'company', label: 'Company', type: 'text', help, group },
  { name: 'calls', label: 'Calls at once', type: 'number', default: 4, minimum: 1, maximum: 8, help, group },
  { name: 'shared', label: 'Shared', type: 'boolean', default: false, help, group },
  { name: 'rules', label: 'Rules', type: 'list', default: ['key'], help, group },
];
const good = { baseUrl: 'https://m3.example' };

describe('settings of a connection', () => {
  it('get their defaults, and secrets are kept apart', () => {
    expect(validateSettings(fields, { settings: good, secrets: { password: 'pw' } })).toEqual({
      settings: { ...good, grant: 'password', calls: 4, shared: false, rules: ['key'] },
      secrets: { password: 'pw' },
    });
  });

  it.each([
    [{}, 'Address is missing.'],
    [{ ...good, baseUrl: 'm3' }, 'Address must be a complete address, such as https://host.example.'],
    [{ ...good, calls: 9 }, 'Calls at once must be at most 8.'],
    [{ ...good, calls: 0 }, 'Calls at once must be at least 1.'],
    [{ ...good, calls: '4' }, 'Calls at once must be a number.'],
    [{ ...good, shared: 'yes' }, 'Shared must be true or false.'],
    [{ ...good, rules: 'key' }, 'Rules must be a list of texts.'],
    [{ ...good, grant: 'magic' }, 'Login by must be one of password, key.'],
    [{ ...good, company: 1 }, 'Company must be a text; put it in quotes, so that leading zeros stay.'],
    [{ ...good, compny: 'x' }, 'There is no such setting; did you mean company?'],
    [{ ...good, zzz: 'x' }, 'There is no such setting.'],
  ])('%j: %s', (settings, message) => {
    const verdict = validateSettings(fields, { settings, secrets: { password: 'pw' } });
    expect('faults' in verdict ? verdict.faults.map((fault) => fault.message) : []).toEqual([message]);
  });

  it('do not ask for what is hidden', () => {
    const verdict = validateSettings(fields, { settings: { ...good, grant: 'key' } });
    expect(verdict).toMatchObject({ secrets: {} });
    expect(validateSettings(fields, { settings: good })).toMatchObject({ faults: [{ setting: 'password' }] });
  });

  it('become a JSON Schema', () => {
    expect(settingsSchema(fields)).toMatchObject({
      required: ['baseUrl'],
      properties: {
        password: { type: 'string', writeOnly: true },
        grant: { enum: ['password', 'key'], default: 'password' },
        calls: { type: 'number', minimum: 1, maximum: 8 },
      },
    });
  });

  it.each([
    ['10m', 600_000],
    ['90', 90_000],
    [90, 90_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['soon', undefined],
    ['-1s', undefined],
  ])('read the span %j as %j ms', (text, ms) => expect(parseSpan(text)).toBe(ms));
});
