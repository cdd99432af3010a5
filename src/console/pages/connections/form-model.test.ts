import { expect, test } from 'vitest';
import type { Connector } from '../../../api/types.ts';
import {
  changesOf,
  faultsOf,
  freeName,
  groupsOf,
  isProminent,
  problemFaults,
  requestOf,
  startValues,
} from './form-model.ts';

const connector: Connector = {
  name: 'clarity',
  title: 'Clarity',
  description: '',
  importsFile: false,
  receivesWebhooks: true,
  settings: [
    { name: 'baseUrl', label: 'Address', type: 'url', help: '', required: true, group: 'Store' },
    { name: 'auth', label: 'Sign-in', type: 'choice', help: '', default: 'session', group: 'Sign-in', choices: [] },
    {
      name: 'username',
      label: 'User',
      type: 'text',
      help: '',
      required: true,
      group: 'Sign-in',
      when: { setting: 'auth', is: 'session' },
    },
    {
      name: 'password',
      label: 'Password',
      type: 'secret',
      help: '',
      required: true,
      group: 'Sign-in',
      when: { setting: 'auth', is: 'session' },
    },
    {
      name: 'key',
      label: 'Key',
      type: 'secret',
      help: '',
      required: true,
      group: 'Sign-in',
      when: { setting: 'auth', is: 'key' },
    },
    { name: 'poll', label: 'Poll', type: 'number', help: '', default: 60, minimum: 5, maximum: 600, group: 'Store' },
    { name: 'brands', label: 'Brands', type: 'list', help: '', group: 'Store' },
    { name: 'test', label: 'Test', type: 'boolean', help: '', group: 'Store' },
    { name: 'ionapi', label: 'File', type: 'file', help: '', group: 'Store' },
  ],
};

test('a form begins with defaults, and shows only fields whose condition holds', () => {
  const values = startValues(connector);
  expect(values).toMatchObject({ auth: 'session', poll: '60', brands: [], test: false, password: '' });
  const names = (auth: string) =>
    groupsOf(connector, { ...values, auth }).map((group) => [group.title, group.fields.map((field) => field.name)]);
  expect(names('session')).toEqual([
    ['Store', ['baseUrl', 'poll', 'brands', 'test']],
    ['Sign-in', ['auth', 'username', 'password']],
  ]);
  expect(names('key')[1]).toEqual(['Sign-in', ['auth', 'key']]);
});

test('needed fields and changed ones come first, the rest waits behind its defaults', () => {
  const values = { ...startValues(connector), poll: '30' };
  const shown = connector.settings.filter((field) => isProminent(field, values)).map((field) => field.name);
  expect(shown).toEqual(['baseUrl', 'username', 'password', 'key', 'poll']);
  expect(isProminent(connector.settings[6] as never, { ...values, brands: ['A'] })).toBe(true);
});

test('what is needed is asked for, unless a file or a stored secret has it', () => {
  const values = { ...startValues(connector), baseUrl: 'shop.example', poll: '2' };
  expect(faultsOf(connector, values, { file: false, secrets: [] })).toEqual({
    baseUrl: 'Write the whole address, beginning with https://',
    poll: 'At least 5.',
    username: 'This is needed.',
    password: 'This is needed.',
  });
  expect(faultsOf(connector, values, { file: false, secrets: ['password'] })).not.toHaveProperty('password');
  expect(Object.keys(faultsOf(connector, values, { file: true, secrets: [] }))).toEqual(['baseUrl', 'poll']);
});

test('secrets are sent only when typed, and never those of another way to sign in', () => {
  const values = {
    ...startValues(connector),
    baseUrl: 'https://s.example',
    username: 'u',
    password: '',
    key: 'k',
    brands: ['A'],
  };
  expect(requestOf(connector, values)).toEqual({
    settings: { baseUrl: 'https://s.example', auth: 'session', username: 'u', poll: 60, brands: ['A'], test: false },
    secrets: {},
  });
  expect(requestOf(connector, { ...values, auth: 'key' }).secrets).toEqual({ key: 'k' });
});

test('beside a file only what somebody changed is sent: what stood there must not win over the file', () => {
  const began = { ...startValues(connector), baseUrl: 'https://old.example', username: 'u', brands: ['A'] };
  expect(changesOf(connector, began, began)).toEqual({ settings: {}, secrets: {} });
  const now = { ...began, poll: '90', brands: [], password: 'typed' };
  expect(changesOf(connector, now, began)).toEqual({
    settings: { poll: 90, brands: null },
    secrets: { password: 'typed' },
  });
});

test('complaints of the server reach their fields', () => {
  const problem = {
    type: '',
    title: '',
    status: 422,
    detail: 'No',
    code: 'c',
    kind: 'rejected',
    retryable: false,
  } as const;
  expect(problemFaults({ ...problem, errors: [{ pointer: '/settings/company', detail: 'is missing' }] })).toEqual({
    company: 'is missing',
  });
  expect(problemFaults({ ...problem, field: 'settings.company' })).toEqual({ company: 'No' });
});

test('a new connection gets a free name', () => {
  expect(freeName('m3', [])).toBe('m3');
  expect(freeName('m3', ['m3', 'm3-2'])).toBe('m3-3');
});
