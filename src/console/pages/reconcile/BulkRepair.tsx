import { Button, Modal, Select, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import { plural } from '../../words/amount.ts';
import styles from './RepairDialog.module.css';
import type { filterOf } from './words.ts';

const VERBS = [
  { value: 'push-again', label: 'Push again' },
  { value: 'adopt', label: 'Adopt' },
  { value: 'ignore', label: 'Ignore' },
] as const;
type Verb = (typeof VERBS)[number]['value'];

interface BulkRepairProps {
  readonly filter: ReturnType<typeof filterOf>;
  /** How many the person saw. The server refuses when it is another number by now. */
  readonly expect: number;
  readonly onClose: () => void;
}

/** The same repair for all differences that are shown; each becomes an ordinary run. */
export function BulkRepair({ filter, expect, onClose }: BulkRepairProps) {
  const [verb, setVerb] = useState<Verb>('push-again');
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => {
      const { state: _, ...rest } = filter;
      const why = reason.trim();
      const body = { verb, filter: rest, expect, ...(why === '' ? {} : { reason: why }) };
      return dataOf(client.repairDifferences({ body }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.reconcile }),
  });
  const send = useGuard(() => act.mutateAsync());
  const isReady = verb === 'push-again' || reason.trim() !== '';
  const { data } = act;
  return (
    <Modal opened onClose={onClose} title={`Repair ${plural(expect, 'difference')}`}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send();
        }}
      >
        <p>
          Each is repaired by a run of its own, within the limits of both systems. Nothing is written where both sides
          agree by then.
        </p>
        <Select
          label="Repair"
          data={VERBS.map((each) => ({ ...each }))}
          value={verb}
          allowDeselect={false}
          onChange={(next) => setVerb((next ?? 'push-again') as Verb)}
        />
        <Textarea
          label="Reason"
          description="Kept with each difference and in the audit log."
          required={verb !== 'push-again'}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {act.error ? <ErrorPanel error={act.error} /> : null}
        {data ? (
          <p role="status">
            {plural(data.done, 'repair')} begun
            {data.refused.length === 0
              ? '.'
              : `, ${data.refused.length.toString()} refused: ${data.refused[0]?.why ?? ''}`}
          </p>
        ) : null}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {data ? 'Close' : 'Not now'}
          </Button>
          {data ? null : (
            <Button type="submit" loading={act.isPending} disabled={!isReady}>
              Repair all
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
