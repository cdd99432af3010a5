import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';

/** Says whose a cause is and until when it may rest. */
export function useMarks(cause: string): {
  readonly assign: (owner: string) => void;
  readonly snooze: (until: string) => void;
  readonly error: unknown;
} {
  const queries = useQueryClient();
  const told = async ({ message }: { readonly message: string }) => {
    notifications.show({ message, color: 'petrol' });
    await queries.invalidateQueries({ queryKey: KEYS.work });
  };
  const assign = useMutation({
    mutationFn: (owner: string) => dataOf(client.assignWork({ body: { causes: [cause], owner } })),
    onSuccess: told,
  });
  const snooze = useMutation({
    mutationFn: (until: string) => dataOf(client.snoozeWork({ body: { causes: [cause], until } })),
    onSuccess: told,
  });
  return { assign: assign.mutate, snooze: snooze.mutate, error: assign.error ?? snooze.error };
}
