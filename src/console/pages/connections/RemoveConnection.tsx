import { Button, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './PauseDialog.module.css';

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
  const send = useGuard(() => remove.mutateAsync());
  return (
    <Panel title="Remove" note="To stop calls for a while, pause it instead.">
      <Button variant="default" onClick={() => setAsking(true)}>
        Remove this connection
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Remove ${title}`}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === name) send();
          }}
        >
          <p className={styles.effect}>
            Its settings and secrets are deleted for good. Flows that use it stop: their orders wait until there is a
            connection with this name again.
          </p>
          <TextInput
            label={`Type ${name} to confirm`}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.error ? <ErrorPanel error={remove.error} /> : null}
          <div className={styles.buttons}>
            <Button variant="default" onClick={() => setAsking(false)}>
              Not now
            </Button>
            <Button type="submit" color="red.8" disabled={typed !== name} loading={remove.isPending}>
              Remove
            </Button>
          </div>
        </form>
      </Modal>
    </Panel>
  );
}
