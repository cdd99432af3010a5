import { Button, Checkbox, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './PauseDialog.module.css';
import { useConnectionVerbs } from './use-connection-verbs.ts';

interface PauseDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** Says what a pause does, and asks why. */
export function PauseDialog({ connection, onClose }: PauseDialogProps) {
  const [reason, setReason] = useState('');
  const [source, setSource] = useState(false);
  const isStore = connection.webhookPath !== undefined;
  const { pause } = useConnectionVerbs(connection.name);
  const send = useGuard(() =>
    pause.mutateAsync({ reason: reason.trim(), source: isStore && source }, { onSuccess: onClose }),
  );
  return (
    <Modal opened onClose={onClose} title={`Pause ${connection.title}`}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '') send();
        }}
      >
        <p className={styles.effect}>
          No calls are made over this connection until somebody resumes it. Orders keep arriving and wait; none is lost.
          Calls that are under way end as they would.
        </p>
        <Textarea
          label="Reason"
          description="Shown on Today, to everybody."
          required
          data-autofocus
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {isStore ? (
          <Checkbox
            label="Also let the orders wait that it sends"
            description="Nothing that comes from this store goes to another system until then."
            checked={source}
            onChange={(event) => setSource(event.currentTarget.checked)}
          />
        ) : null}
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
