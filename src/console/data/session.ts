import { useQuery } from '@tanstack/react-query';
import type { Permission } from '../../api/permissions.ts';
import type { Session } from '../../api/types.ts';
import { sessionQuery } from './queries.ts';

/** Who is signed in; undefined until it is known. Pages inside the frame always have one. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether the person may do what needs `permission`. */
export function useMay(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}
