import { Progress, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf, problemOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import type { WorkQuery } from '../../data/work-queries.ts';
import { Loading } from '../../parts/Loading.tsx';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { plural } from '../../words/amount.ts';
import { addPart, type BulkProgress, startOf } from './bulk-progress.ts';
import styles from './BulkDialog.module.css';
import { BulkResult, BulkSample } from './BulkWords.tsx';

export type BulkVerb = 'retry' | 'replay' | 'cancel';

const TITLES: Readonly<Record<BulkVerb, string>> = {
  retry: 'Retry',
  replay: 'Run again',
  cancel: 'Cancel',
};

/** What is to be done to many. */
export interface BulkOrder {
  readonly verb: BulkVerb;
  readonly filter: WorkQuery;
  /** Whether a write of some has no known outcome. */
  readonly unknown: boolean;
}

interface BulkDialogProps extends BulkOrder {
  readonly onClose: () => void;
}

/** Shows what a verb would do to everything on a filter, asks why, does it in order of arrival, and tells how it went. */
export function BulkDialog({ verb, filter, unknown, onClose }: BulkDialogProps) {
  const [reason, setReason] = useState('');
  const [version, setVersion] = useState<'same' | 'newest'>(verb === 'replay' ? 'newest' : 'same');
  const [progress, setProgress] = useState<BulkProgress>();
  const queries = useQueryClient();
  const choice = verb === 'cancel' ? {} : { version };
  const preview = useQuery({
    queryKey: [...KEYS.fix, 'preview', verb, version, filter],
    queryFn: () => dataOf(client.previewWork({ body: { verb, filter, ...choice } })),
    enabled: progress === undefined,
    // What a person decides about does not change before their eyes, and is not shown again when they come back later.
    staleTime: 'static',
    gcTime: 0,
  });
  const count = progress?.expect ?? preview.data?.count ?? 0;
  const act = useMutation({
    mutationFn: async () => {
      let sum = progress ?? startOf(count);
      do {
        const { expect, after } = sum;
        const order = { verb, filter, expect, reason: reason.trim(), ...choice };
        const body = after === undefined ? order : { ...order, after };
        sum = addPart(sum, await dataOf(client.doWork({ body })));
        setProgress(sum);
      } while (sum.after !== undefined);
    },
    onError: (error) => {
      if (problemOf(error).code === 'work.count-changed') void preview.refetch();
    },
    onSettled: () => {
      for (const queryKey of [KEYS.work, KEYS.runs, KEYS.today]) void queries.invalidateQueries({ queryKey });
    },
  });
  const isBegun = progress !== undefined;
  const isReady = reason.trim() !== '' && count > 0;
  const title = `${unknown && verb === 'retry' ? 'Look again at' : TITLES[verb]} ${plural(count, 'record')}`;
  return (
    <FormDialog
      title={title}
      size="lg"
      verb={isBegun ? 'Go on' : title}
      isGrave={verb === 'cancel'}
      isReady={isReady}
      isDone={act.isSuccess}
      act={{ error: act.error ?? preview.error, isPending: act.isPending }}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
    >
      {verb === 'cancel' || isBegun ? null : (
        <SegmentedControl
          aria-label="Version of the flow"
          classNames={{ label: styles.version }}
          value={version}
          onChange={(next) => setVersion(next as 'same' | 'newest')}
          data={[
            { value: 'same', label: 'On the version it ran on' },
            { value: 'newest', label: 'On the newest version' },
          ]}
        />
      )}
      {preview.isPending ? <Loading bars={[24, 24, 24]} what="what it would do" /> : null}
      {preview.data && !isBegun ? <BulkSample preview={preview.data} /> : null}
      {act.isSuccess ? null : (
        <ReasonInput
          description="Stands in the story of each order and in the audit log."
          isFirst
          value={reason}
          onChange={setReason}
        />
      )}
      {act.isPending && count > 0 ? (
        <Progress
          value={(100 * ((progress?.done ?? 0) + (progress?.refused.length ?? 0))) / count}
          aria-label="How far"
        />
      ) : null}
      {progress && !act.isPending ? <BulkResult progress={progress} /> : null}
    </FormDialog>
  );
}
