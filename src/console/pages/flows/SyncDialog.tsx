import { Select, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { SYNC_SUBJECTS } from '../../../api/sync-subjects.ts';
import { client, dataOf } from '../../data/client.ts';
import { syncQuery } from '../../data/queries.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { isUnderWay, readingLine, SUBJECT_WORDS, workLine } from './sync-words.ts';
import styles from './SyncDialog.module.css';

type Subject = (typeof SYNC_SUBJECTS)[number];
type Extent = 'changed' | 'full' | 'count';

const EXTENTS: Readonly<Record<Extent, { readonly label: string; readonly effect: string }>> = {
  changed: { label: 'Changes', effect: 'Looks now for what changed since the last look, instead of at its time.' },
  full: {
    label: 'Everything',
    effect:
      'Reads every record and brings the other system up to date. What is the same already is not written again. It can take minutes, and goes on when this window is closed.',
  },
  count: { label: 'Only count', effect: 'Reads every record and counts. Nothing is changed.' },
};

/** Asks for records to be read now, and shows how far that is and what comes of it. */
export function SyncDialog({ onClose }: { readonly onClose: () => void }) {
  const [subject, setSubject] = useState<Subject>('stock');
  const [extent, setExtent] = useState<Extent>('changed');
  const start = useMutation({
    mutationFn: () =>
      dataOf(
        client.startSync({ params: { subject }, body: { full: extent !== 'changed', dryRun: extent === 'count' } }),
      ),
  });
  const progress = useQuery({
    ...syncQuery(start.data?.id ?? ''),
    enabled: start.data !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || isUnderWay(state.data) ? 1_000 : false),
  });
  const sync = progress.data ?? start.data;
  return (
    <FormDialog
      title="Sync"
      effect={sync ? undefined : EXTENTS[extent].effect}
      verb="Start"
      isDone={sync !== undefined}
      act={{ error: start.error ?? progress.error, isPending: start.isPending }}
      onSend={() => start.mutateAsync()}
      onClose={onClose}
    >
      {sync ? (
        <div role="status" className={styles.progress}>
          <p className={styles.state}>
            {SUBJECT_WORDS[sync.subject]}: {STATES[sync.state]}
            {sync.joined === true ? ' It was under way already.' : ''}
          </p>
          <ul className={styles.readings}>
            {sync.readings.map((reading) => (
              <li key={`${reading.connection}/${reading.poll}`}>
                <span>
                  {reading.title} <code>{reading.connection}</code>
                </span>
                <span>{readingLine(reading, sync.dryRun)}</span>
              </li>
            ))}
          </ul>
          <p>{workLine(sync)}</p>
          {sync.work.held > 0 ? <Link to="/work">See what is held</Link> : null}
        </div>
      ) : (
        <>
          <Select
            label="What"
            data={SYNC_SUBJECTS.map((value) => ({ value, label: SUBJECT_WORDS[value] ?? value }))}
            value={subject}
            allowDeselect={false}
            onChange={(value) => setSubject(value as Subject)}
            data-autofocus
          />
          <SegmentedControl
            aria-label="How much"
            classNames={{ label: styles.extent }}
            value={extent}
            onChange={(value) => setExtent(value as Extent)}
            data={Object.entries(EXTENTS).map(([value, { label }]) => ({ value, label }))}
          />
        </>
      )}
    </FormDialog>
  );
}

const STATES = {
  reading: 'being read.',
  working: 'read; the other system is being brought up to date.',
  done: 'done.',
  failed: 'could not be read in full.',
} as const;
