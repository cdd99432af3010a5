import type { Permission, Role } from '../../api/permissions.ts';

export const ROLE_WORDS: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  viewer: { name: 'Viewer', may: 'Sees everything, changes nothing.' },
  operator: {
    name: 'Operator',
    may: 'Also retries, releases and cancels orders, compares and repairs, tests and pauses connections.',
  },
  admin: {
    name: 'Administrator',
    may: 'Also changes connections, settings of flows and people, and reads the audit log.',
  },
};

const NEEDED: Readonly<Partial<Record<Permission, Role>>> = {
  'runs.retry': 'operator',
  'runs.cancel': 'operator',
  'work.assign': 'operator',
  'work.fix': 'operator',
  'connections.test': 'operator',
  'reconcile.start': 'operator',
  'reconcile.repair': 'operator',
  'connections.pause': 'operator',
  'flows.pause': 'operator',
  'flows.write': 'admin',
  'connections.write': 'admin',
  'users.write': 'admin',
  'users.read': 'admin',
  'audit.read': 'admin',
  'alerts.acknowledge': 'operator',
  'alerts.rules': 'operator',
  'alerts.write': 'admin',
};

/** Why a verb is switched off, for people whose role does not allow it. */
export function whyNot(permission: Permission): string {
  const role = NEEDED[permission];
  return role === undefined
    ? 'Your role does not allow this.'
    : `Needs the role ${ROLE_WORDS[role].name.toLowerCase()}. Ask an administrator.`;
}
