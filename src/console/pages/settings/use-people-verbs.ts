import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../../../api/permissions.ts';
import type { User } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import type { NewLink } from './LinkDialog.tsx';

/** What an administrator does with people. A new one-time link is handed to `onLink`, because it is told only once. */
export function usePeopleVerbs(onLink: (link: NewLink) => void) {
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: KEYS.users });
  const told = (message: string) => async (user: User) => {
    notifications.show({ title: user.name, message, color: 'petrol' });
    await renew();
  };
  const role = useMutation({
    mutationFn: ({ id, role: next }: { id: string; role: Role }) =>
      dataOf(client.setUserRole({ params: { id }, body: { role: next } })),
    onSuccess: told('has a new role.'),
  });
  const disable = useMutation({
    mutationFn: (id: string) => dataOf(client.disableUser({ params: { id }, body: {} })),
    onSuccess: told('is kept out.'),
  });
  const enable = useMutation({
    mutationFn: (id: string) => dataOf(client.enableUser({ params: { id }, body: {} })),
    onSuccess: told('may sign in again.'),
  });
  const link = useMutation({
    mutationFn: (user: User) => dataOf(client.createUserLink({ params: { id: user.id }, body: {} })),
    onSuccess: (made, user) => onLink({ ...made, name: user.name }),
  });
  return {
    setRole: role.mutate,
    disable: disable.mutate,
    enable: enable.mutate,
    createLink: link.mutate,
    error: role.error ?? disable.error ?? enable.error ?? link.error,
  };
}
