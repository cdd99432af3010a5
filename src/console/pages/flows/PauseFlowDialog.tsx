import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Flow } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';

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
  return (
    <FormDialog
      title={`Pause ${flow.title}`}
      effect="Runs of this flow end the step they are at and wait before the next one, until somebody resumes the flow. Events are taken in all the while; none is lost. Other flows go on."
      verb="Pause"
      isReady={reason.trim() !== ''}
      act={pause}
      onSend={() => pause.mutateAsync(reason.trim(), { onSuccess: onClose })}
      onClose={onClose}
    >
      <ReasonInput
        description="Shown at the flow and at each run that waits, to everybody."
        isFirst
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
