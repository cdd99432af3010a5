import { Button, Modal, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Flow } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './FlowsPage.module.css';

interface PauseFlowDialogProps {
  readonly flow: Flow;
  readonly onClose: () => void;
}

/** Says what pausing a flow does, and asks why. */
export function PauseFlowDialog({ flow, onClose }: PauseFlowDialogProps) {
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  const pause = useMutation({
    mutationFn: (why: string) => dataOf(client.pauseFlow({ params: { flow: flow.flow }, body: { reason: why } })),
    onSuccess: async () => {
      notifications.show({ title: `${flow.title} is paused`, message: 'Its runs wait.', color: 'petrol' });
      await queries.invalidateQueries({ queryKey: KEYS.flows });
    },
  });
  const send = useGuard(() => pause.mutateAsync(reason.trim(), { onSuccess: onClose }));
  return (
    <Modal opened onClose={onClose} title={`Pause ${flow.title}`}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '') send();
        }}
      >
        <p className={styles.effect}>
          Runs of this flow end the step they are at and wait before the next one, until somebody resumes the flow.
          Events are taken in all the while; none is lost. Other flows go on.
        </p>
        <Textarea
          label="Reason"
          description="Shown at the flow and at each run that waits, to everybody."
          required
          data-autofocus
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {pause.error ? <ErrorPanel error={pause.error} /> : null}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={pause.isPending} disabled={reason.trim() === ''}>
            Pause
          </Button>
        </div>
      </form>
    </Modal>
  );
}
