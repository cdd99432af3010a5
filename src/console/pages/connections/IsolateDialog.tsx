import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './PauseDialog.module.css';
import { useAwayVerbs } from './use-away-verbs.ts';

const OPERATION = /^[a-z][a-z0-9.-]{0,79}$/;

interface IsolateDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** Says what stopping an operation does, and asks for which one and why. */
export function IsolateDialog({ connection, onClose }: IsolateDialogProps) {
  const [operation, setOperation] = useState('');
  const [reason, setReason] = useState('');
  const { isolate } = useAwayVerbs(connection.name);
  const send = useGuard(() =>
    isolate.mutateAsync({ operation: operation.trim(), reason: reason.trim() }, { onSuccess: onClose }),
  );
  const isReady = OPERATION.test(operation.trim()) && reason.trim() !== '';
  return (
    <Modal opened onClose={onClose} title={`Stop an operation of ${connection.title}`}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send();
        }}
      >
        <p className={styles.effect}>
          Runs that need this operation wait until somebody lets it work again. Everything else goes on, and nothing is
          lost. Calls that are under way end as they would.
        </p>
        <TextInput
          label="Operation"
          description="As flows name it, such as order.create."
          required
          data-autofocus
          classNames={{ input: 'mono' }}
          value={operation}
          onChange={(event) => setOperation(event.currentTarget.value)}
        />
        <Textarea
          label="Reason"
          description="Shown at the connection, to everybody."
          required
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {isolate.error ? <ErrorPanel error={isolate.error} /> : null}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={isolate.isPending} disabled={!isReady}>
            Stop it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
