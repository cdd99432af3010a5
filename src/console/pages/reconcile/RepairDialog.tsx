import { Button, Modal, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './RepairDialog.module.css';
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
  const send = useGuard(() => act.mutateAsync());
  const isReady = !offer.needsReason || reason.trim() !== '';
  return (
    <Modal opened onClose={onClose} title={offer.title}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send();
        }}
      >
        <p>{offer.effect}</p>
        <Textarea
          label="Reason"
          description="Kept with the difference and in the audit log."
          required={offer.needsReason}
          data-autofocus
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {act.error ? <ErrorPanel error={act.error} /> : null}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={act.isPending} disabled={!isReady}>
            {offer.title}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
