import type { ServerDeps } from '../deps.ts';

/** A connector with an address and a password, which can also be made from a file. */
export const FAKE_CONNECTOR: ServerDeps['connectors'][number] = {
  name: 'm3',
  title: 'Infor M3',
  description: 'ERP',
  receivesWebhooks: false,
  canBeCareful: true,
  settings: [
    { name: 'baseUrl', label: 'Address', type: 'url', help: 'h', required: true, group: 'Login' },
    { name: 'password', label: 'Password', type: 'secret', help: 'h', required: true, group: 'Login' },
  ],
  check: ({ settings, secrets }) => {
    const faults = [
      ...(typeof settings['baseUrl'] === 'string' ? [] : [{ setting: 'baseUrl', message: 'Address is missing.' }]),
      ...(secrets['password'] === undefined ? [{ setting: 'password', message: 'Password is missing.' }] : []),
    ];
    return faults.length > 0 ? { faults } : { settings, secrets };
  },
  importFile: (text) =>
    text === 'broken'
      ? {
          kind: 'rejected',
          code: 'm3.ionapi-broken',
          message: 'The file is not an .ionapi.',
          remedy: 'Export it again.',
        }
      : { settings: { baseUrl: 'https://file.example' }, secrets: { password: text } },
};
