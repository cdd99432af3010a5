import { choices, inGroup } from './field-helpers.ts';

/** How M3 tells of changes by itself: through ION (IMS) or by web-hooks (CMS049). Polls go on all the same. */
export const FEED = inGroup('Change feed', [
  {
    name: 'feedSecret',
    label: 'Secret of the change feed',
    type: 'secret',
    help: 'What ION or CMS049 sends to prove itself. Empty: nothing is taken, and only polls find changes. During a rotation the old and the new one, with a blank between.',
  },
  {
    name: 'feedLogin',
    label: 'Sent as',
    type: 'choice',
    default: 'header',
    choices: choices({
      header: 'Header of its own (default)',
      basic: 'User and password (Basic)',
      bearer: 'Bearer token',
      path: 'First part of the path, where no header can be set',
    }),
    help: 'How the target endpoint in ION, or the address in CMS049, carries the secret.',
  },
  {
    name: 'feedHeader',
    label: 'Header with the secret',
    type: 'text',
    default: 'X-Landbridge-Key',
    when: { setting: 'feedLogin', is: 'header' },
    help: 'Name of the header.',
  },
  {
    name: 'feedUser',
    label: 'User',
    type: 'text',
    default: 'ion',
    when: { setting: 'feedLogin', is: 'basic' },
    help: 'Name that ION signs in with; the secret is its password.',
  },
  {
    name: 'feedProtocol',
    label: 'IMS version',
    type: 'choice',
    default: 'v3',
    choices: choices({ v3: 'Version 3 (default)', v2: 'Version 2, for older ION' }),
    help: 'What the connection point is told when it asks for the protocol. Messages of both are taken.',
  },
  {
    name: 'feedDiscovery',
    label: 'Let ION ask for the documents',
    type: 'boolean',
    default: false,
    help: 'Off: add the documents to the connection point by hand, as the guide lists them.',
  },
]);
