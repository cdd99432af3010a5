import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import type { RepairOffer } from './words.ts';

interface RepairDialogProps {
  readonly id: string;
  readonly offer: RepairOffer;
  readonly onClose: () => void;
}

/** Says what a repair will do, asks why where a reason is kept, and does it. */
export function RepairDialog({ id, offer, onClose }: RepairDialogProps) {
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => {
      const why = reason.trim();
      const body = { verb: offer.verb, ...(why === '' ? {} : { reason: why }) };
      return dataOf(client.repairDifference({ params: { id }, body }));
    },
    onSuccess: async (done) => {
      onClose();
      notifications.show({ title: offer.title, message: done.message, color: 'petrol' });
      await queries.invalidateQueries({ queryKey: KEYS.reconcile });
    },
  });
  const isReady = !offer.needsReason || reason.trim() !== '';
  return (
    <FormDialog
      title={offer.title}
      effect={offer.effect}
      verb={offer.title}
      isReady={isReady}
      act={act}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
    >
      <ReasonInput
        description="Kept with the difference and in the audit log."
        required={offer.needsReason}
        isFirst
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
