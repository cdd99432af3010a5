import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';

/** Test and resume of one connection; the list is read again afterwards. */
export function useConnectionVerbs(name: string) {
  const queries = useQueryClient();
  const renew = () =>
    Promise.all([KEYS.connections, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const test = useMutation({
    mutationFn: () => dataOf(client.testConnection({ params: { name }, body: {} })),
    onSuccess: renew,
  });
  const resume = useMutation({
    mutationFn: () => dataOf(client.resumeConnection({ params: { name }, body: {} })),
    onSuccess: async (connection) => {
      notifications.show({
        title: `${connection.title} works again`,
        message: 'Waiting orders go on.',
        color: 'petrol',
      });
      await renew();
    },
  });
  const pause = useMutation({
    mutationFn: (body: { reason: string; source: boolean }) =>
      dataOf(client.pauseConnection({ params: { name }, body })),
    onSuccess: async (connection) => {
      notifications.show({
        title: `${connection.title} is paused`,
        message: 'No calls are made. Orders that need it wait.',
        color: 'petrol',
      });
      await renew();
    },
  });
  return { test, resume, pause };
}
