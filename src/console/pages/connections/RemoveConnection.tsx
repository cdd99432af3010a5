import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { Panel } from '../../parts/Panel.tsx';

/** Removes a connection after its name was typed, because its secrets cannot be brought back. */
export function RemoveConnection({ connection }: { readonly connection: Connection }) {
  const { name, title } = connection;
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => dataOf(client.deleteConnection({ params: { name } })),
    onSuccess: async () => {
      notifications.show({
        title: `${title} is removed`,
        message: 'Its secrets are gone from the database.',
        color: 'petrol',
      });
      await navigate({ to: '/connections' });
      await queries.invalidateQueries({ queryKey: KEYS.connections });
    },
  });
  return (
    <Panel title="Remove" note="To stop calls for a while, pause it instead.">
      <Button variant="default" onClick={() => setAsking(true)}>
        Remove this connection
      </Button>
      {asking ? (
        <FormDialog
          title={`Remove ${title}`}
          effect="Its settings and secrets are deleted for good. Flows that use it stop: their orders wait until there is a connection with this name again."
          verb="Remove"
          isGrave
          isReady={typed === name}
          act={remove}
          onSend={() => remove.mutateAsync()}
          onClose={() => setAsking(false)}
        >
          <TextInput
            label={`Type ${name} to confirm`}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </FormDialog>
      ) : null}
    </Panel>
  );
}
