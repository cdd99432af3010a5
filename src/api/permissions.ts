/** What a route may ask for. `anyone` needs no sign-in, `signed-in` only that; the others are granted by a role. */
export const PERMISSIONS = [
  'anyone',
  'signed-in',
  'today.read',
  'runs.read',
  'customers.read',
  'runs.retry',
  'runs.cancel',
  'work.read',
  'work.assign',
  'work.fix',
  'connections.read',
  'connections.test',
  'connections.pause',
  'connections.write',
  'flows.read',
  'flows.run',
  'flows.pause',
  'flows.write',
  'sync.start',
  'reconcile.read',
  'reconcile.start',
  'reconcile.repair',
  'alerts.read',
  'alerts.acknowledge',
  'alerts.rules',
  'alerts.write',
  'audit.read',
  'users.read',
  'users.write',
  'metrics.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Roles a person can have, from least to most rights. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const VIEWER: readonly Permission[] = [
  'anyone',
  'signed-in',
  'today.read',
  'runs.read',
  'work.read',
  'customers.read',
  'connections.read',
  'flows.read',
  'reconcile.read',
  'alerts.read',
  'metrics.read',
];
const OPERATOR: readonly Permission[] = [
  ...VIEWER,
  'runs.retry',
  'runs.cancel',
  'work.assign',
  'work.fix',
  'connections.test',
  'connections.pause',
  'reconcile.start',
  'reconcile.repair',
  'alerts.acknowledge',
  'alerts.rules',
  'flows.pause',
  'flows.run',
  'sync.start',
];
const ADMIN: readonly Permission[] = [
  ...OPERATOR,
  'connections.write',
  'flows.write',
  'alerts.write',
  'audit.read',
  'users.read',
  'users.write',
];

/** What each role may do. What is not here is refused. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  admin: ADMIN,
};

/** Whether somebody with these permissions may use a route that asks for `needed`. */
export function allows(granted: readonly Permission[], needed: Permission): boolean {
  return needed === 'anyone' || granted.includes(needed);
}
