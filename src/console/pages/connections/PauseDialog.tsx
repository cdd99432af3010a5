import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
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
  return (
    <FormDialog
      title={`Pause ${connection.title}`}
      effect="No calls are made over this connection until somebody resumes it. Orders keep arriving and wait; none is lost. Calls that are under way end as they would."
      verb="Pause"
      isReady={reason.trim() !== ''}
      act={pause}
      onSend={() => pause.mutateAsync({ reason: reason.trim(), source: isStore && source }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <ReasonInput description="Shown on Today, to everybody." isFirst value={reason} onChange={setReason} />
      {isStore ? (
        <Checkbox
          label="Also let the orders wait that it sends"
          description="Nothing that comes from this store goes to another system until then."
          checked={source}
          onChange={(event) => setSource(event.currentTarget.checked)}
        />
      ) : null}
    </FormDialog>
  );
}
