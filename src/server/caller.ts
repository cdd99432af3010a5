import { allows, type Permission, type Role, ROLE_PERMISSIONS } from '../api/permissions.ts';

/** Who makes a request. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly role: Role;
  readonly via: 'session' | 'token';
  /** Who did it, for journal and audit log. */
  readonly by: string;
  /** When the sign-in ends if nothing is done, milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Who holds the operator token: commands and scripts on the machine of the server. */
export const TOKEN_CALLER: Caller = {
  id: 'operator-token',
  name: 'Operator token',
  role: 'operator',
  via: 'token',
  by: 'operator token',
};

/** Whether a caller, or nobody, may use a route. Deny is the default. */
export function mayUse(caller: Caller | undefined, permission: Permission): boolean {
  return allows(caller === undefined ? [] : ROLE_PERMISSIONS[caller.role], permission);
}
