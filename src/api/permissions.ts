/** What a route may ask for. `anyone` needs no sign-in, `signed-in` only that; the others are granted by a role. */
export const PERMISSIONS = [
  'anyone',
  'signed-in',
  'today.read',
  'runs.read',
  'customers.read',
  'runs.retry',
  'runs.cancel',
  'connections.read',
  'connections.test',
  'connections.pause',
  'connections.write',
  'flows.read',
  'flows.run',
  'sync.start',
  'reconcile.read',
  'reconcile.start',
  'flows.pause',
  'reconcile.repair',
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
  'customers.read',
  'connections.read',
  'flows.read',
  'reconcile.read',
  'metrics.read',
];
const OPERATOR: readonly Permission[] = [
  ...VIEWER,
  'runs.retry',
  'runs.cancel',
  'connections.test',
  'connections.pause',
  'reconcile.start',
  'reconcile.repair',
  'flows.run',
  'sync.start',
];
const ADMIN: readonly Permission[] = [...OPERATOR, 'connections.write', 'audit.read', 'users.read', 'users.write'];

/** What each role may do. What is not here is refused. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  admin: ADMIN,
  'alerts.acknowledge',
  'flows.pause',
};

/** Whether somebody with these permissions may use a route that asks for `needed`. */
export function allows(granted: readonly Permission[], needed: Permission): boolean {
  return needed === 'anyone' || granted.includes(needed);
}
