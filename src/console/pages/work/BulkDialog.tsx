import { Progress, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import type { WorkQuery } from '../../data/work-queries.ts';
import { Loading } from '../../parts/Loading.tsx';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { formatCount, plural } from '../../words/amount.ts';
import { nameOf } from '../../words/facts.ts';
import styles from './BulkDialog.module.css';

export type BulkVerb = 'retry' | 'replay' | 'cancel';

const TITLES: Readonly<Record<BulkVerb, string>> = {
  retry: 'Retry',
  replay: 'Run again',
  cancel: 'Cancel',
};

interface BulkDialogProps {
  readonly verb: BulkVerb;
  readonly filter: WorkQuery;
  readonly unknown: boolean;
  readonly onClose: () => void;
}

/** Shows what a verb would do to everything on a filter, asks why, does it in order of arrival, and tells how it went. */
export function BulkDialog({ verb, filter, unknown, onClose }: BulkDialogProps) {
  const [reason, setReason] = useState('');
  const [version, setVersion] = useState<'same' | 'newest'>(verb === 'replay' ? 'newest' : 'same');
  const [progress, setProgress] = useState<{ done: number; refused: { runId: string; why: string }[] }>();
  const queries = useQueryClient();
  const choice = verb === 'cancel' ? {} : { version };
  const preview = useQuery({
    queryKey: [...KEYS.fix, 'preview', verb, version, filter],
    queryFn: () => dataOf(client.previewWork({ body: { verb, filter, ...choice } })),
    enabled: progress === undefined,
    refetchOnWindowFocus: false,
  });
  const expect = preview.data?.count ?? 0;
  const act = useMutation({
    mutationFn: async () => {
      const total = { done: 0, refused: [] as { runId: string; why: string }[] };
      let after: string | undefined;
      do {
        const body = {
          verb,
          filter,
          expect,
          reason: reason.trim(),
          ...choice,
          ...(after === undefined ? {} : { after }),
        };
        const part = await dataOf(client.doWork({ body }));
        total.done += part.done.length;
        total.refused = [...total.refused, ...part.refused];
        after = part.next;
        setProgress({ ...total });
      } while (after !== undefined);
      return total;
    },
    onSettled: () =>
      Promise.all([KEYS.work, KEYS.runs, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const isReady = reason.trim() !== '' && expect > 0;
  const title = `${unknown && verb === 'retry' ? 'Look again at' : TITLES[verb]} ${plural(expect, 'record')}`;
  return (
    <FormDialog
      title={title}
      size="lg"
      verb={title}
      isGrave={verb === 'cancel'}
      isReady={isReady}
      isDone={act.isSuccess}
      act={act}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
    >
      {verb === 'cancel' || act.isSuccess ? null : (
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
      {preview.data && !act.isSuccess ? (
        <ul className={styles.sample} aria-label="What it would do">
          {preview.data.sample.map(({ item, effect, allowed }) => (
            <li key={item.run.id} data-off={allowed ? undefined : true}>
              <span className="mono">{nameOf(item.run)}</span>
              <span>{effect}</span>
            </li>
          ))}
          {expect > preview.data.sample.length ? (
            <li>and {formatCount(expect - preview.data.sample.length)} more, one after the other as they arrived</li>
          ) : null}
        </ul>
      ) : null}
      <ReasonInput
        description="Stands in the story of each order and in the audit log."
        isFirst
        value={reason}
        onChange={setReason}
      />
      {act.isPending && expect > 0 ? (
        <Progress
          value={(100 * ((progress?.done ?? 0) + (progress?.refused.length ?? 0))) / expect}
          aria-label="How far"
        />
      ) : null}
      {act.data ? (
        <div role="status">
          <p className={styles.done}>
            {plural(act.data.done, 'record')} done
            {act.data.refused.length > 0 ? `, ${formatCount(act.data.refused.length)} left as they were:` : '.'}
          </p>
          <ul className={styles.sample}>
            {act.data.refused.slice(0, 5).map(({ runId, why }) => (
              <li key={runId}>{why}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </FormDialog>
  );
}
