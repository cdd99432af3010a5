import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RequestOf } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';

/** What is asked for a new window. */
export type NewWindow = NonNullable<RequestOf<'addWindow'>['body']>;

/** Breakers by hand and the calendar of one connection; the list is read again afterwards. */
export function useAwayVerbs(name: string) {
  const queries = useQueryClient();
  const renew = () =>
    Promise.all([KEYS.connections, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const tell = async (title: string, message: string) => {
    notifications.show({ title, message, color: 'petrol' });
    await renew();
  };
  const isolate = useMutation({
    mutationFn: (body: { operation: string; reason: string }) =>
      dataOf(client.isolateOperation({ params: { name }, body })),
    onSuccess: ({ operation }) => tell(`${operation} is stopped`, 'Runs that need it wait.'),
  });
  const close = useMutation({
    mutationFn: (operation: string) => dataOf(client.closeBreaker({ params: { name }, body: { operation } })),
    onSuccess: (_, operation) => tell(`${operation} works again`, 'Waiting runs go on, a few at first.'),
  });
  const addWindow = useMutation({
    mutationFn: (body: NewWindow) => dataOf(client.addWindow({ params: { name }, body })),
    onSuccess: () => tell('The window is planned', 'Before it no new step is begun; work goes on after it.'),
  });
  const removeWindow = useMutation({
    mutationFn: (id: string) => dataOf(client.removeWindow({ params: { name, id } })),
    onSuccess: () => tell('The window is removed', 'The connection works at that time.'),
  });
  return { isolate, close, addWindow, removeWindow };
}
