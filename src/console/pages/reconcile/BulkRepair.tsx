import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf, problemOf } from '../../data/client.ts';
import { differenceCountQuery, KEYS } from '../../data/queries.ts';
import { Loading } from '../../parts/Loading.tsx';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { plural } from '../../words/amount.ts';
import { addRound, goesOn, type Rounds } from './rounds.ts';
import { RoundsResult } from './RoundsResult.tsx';
import type { filterOf } from './words.ts';

const VERBS = [
  { value: 'push-again', label: 'Push again' },
  { value: 'adopt', label: 'Adopt' },
  { value: 'ignore', label: 'Ignore' },
] as const;
type Verb = (typeof VERBS)[number]['value'];

interface BulkRepairProps {
  readonly filter: ReturnType<typeof filterOf>;
  readonly onClose: () => void;
}

/** The same repair for all open differences that fit a filter; each becomes an ordinary run. */
export function BulkRepair({ filter, onClose }: BulkRepairProps) {
  const [verb, setVerb] = useState<Verb>('push-again');
  const [reason, setReason] = useState('');
  const [rounds, setRounds] = useState<Rounds>();
  const queries = useQueryClient();
  const counted = useQuery(differenceCountQuery(filter));
  const count = counted.data ?? 0;
  const act = useMutation({
    mutationFn: async () => {
      const { state: _, ...rest } = filter;
      const why = reason.trim();
      let sum = rounds;
      for (let more = true; more; ) {
        // The server refuses when it is another number by now than the person saw.
        const expect = sum?.left ?? count;
        const body = { verb, filter: rest, expect, ...(why === '' ? {} : { reason: why }) };
        const answer = await dataOf(client.repairDifferences({ body }));
        sum = addRound(sum, answer);
        setRounds(sum);
        more = goesOn(answer);
      }
    },
    onError: async (error) => {
      if (problemOf(error).code !== 'difference.count-changed') return;
      const { data } = await counted.refetch();
      if (data !== undefined) setRounds((before) => before && { ...before, left: data });
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: KEYS.reconcile }),
  });
  const isReady = (rounds?.left ?? count) > 0 && (verb === 'push-again' || reason.trim() !== '');
  return (
    <FormDialog
      title={counted.data === undefined ? 'Repair differences' : `Repair ${plural(count, 'difference')}`}
      effect={
        act.isSuccess
          ? undefined
          : 'All open ones that fit the filter, also those further down the list. Each is repaired by a run of its own, within the limits of both systems. Nothing is written where both sides agree by then.'
      }
      verb={rounds ? 'Go on' : 'Repair all'}
      isReady={isReady}
      isDone={act.isSuccess}
      act={{ error: act.error ?? counted.error, isPending: act.isPending }}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
    >
      {counted.isPending ? <Loading bars={[24]} what="how many there are" /> : null}
      {act.isSuccess ? null : (
        <>
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
        </>
      )}
      {rounds ? <RoundsResult rounds={rounds} /> : null}
    </FormDialog>
  );
}
