import { Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { plural } from '../../words/amount.ts';
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
  const isReady = verb === 'push-again' || reason.trim() !== '';
  const { data } = act;
  return (
    <FormDialog
      title={`Repair ${plural(expect, 'difference')}`}
      effect="Each is repaired by a run of its own, within the limits of both systems. Nothing is written where both sides agree by then."
      verb="Repair all"
      isReady={isReady}
      isDone={act.isSuccess}
      act={act}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
    >
      <Select
        label="Repair"
        data={VERBS.map((each) => ({ ...each }))}
        value={verb}
        allowDeselect={false}
        onChange={(next) => setVerb((next ?? 'push-again') as Verb)}
      />
      <ReasonInput
        description="Kept with each difference and in the audit log."
        required={verb !== 'push-again'}
        value={reason}
        onChange={setReason}
      />
      {data ? (
        <p role="status">
          {plural(data.done, 'repair')} begun
          {data.refused.length === 0
            ? '.'
            : `, ${data.refused.length.toString()} refused: ${data.refused[0]?.why ?? ''}`}
        </p>
      ) : null}
    </FormDialog>
  );
}
