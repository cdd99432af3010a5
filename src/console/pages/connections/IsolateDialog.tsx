import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
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
  const isReady = OPERATION.test(operation.trim()) && reason.trim() !== '';
  return (
    <FormDialog
      title={`Stop an operation of ${connection.title}`}
      effect="Runs that need this operation wait until somebody lets it work again. Everything else goes on, and nothing is lost. Calls that are under way end as they would."
      verb="Stop it"
      isReady={isReady}
      act={isolate}
      onSend={() => isolate.mutateAsync({ operation: operation.trim(), reason: reason.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        label="Operation"
        description="As flows name it, such as order.create."
        required
        data-autofocus
        classNames={{ input: 'mono' }}
        value={operation}
        onChange={(event) => setOperation(event.currentTarget.value)}
      />
      <ReasonInput description="Shown at the connection, to everybody." value={reason} onChange={setReason} />
    </FormDialog>
  );
}
