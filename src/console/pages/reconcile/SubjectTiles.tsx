import { IconCircleCheck, IconHourglassHigh, IconScale, IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { changed } from '../../app/search-text.ts';
import { When } from '../../parts/When.tsx';
import { formatCount, plural } from '../../words/amount.ts';
import styles from './SubjectTiles.module.css';
import {
  type DifferenceSearch,
  progressOf,
  type Reconciliation,
  type Subject,
  SUBJECT_WORDS,
  SUBJECTS,
} from './words.ts';

interface SubjectTilesProps {
  /** The newest reconciliation of each subject. */
  readonly newest: ReadonlyMap<Subject, Reconciliation>;
  readonly filter: DifferenceSearch;
}

/** One tile for each subject: does it agree, when was it looked at, how much was compared. A click filters the list. */
export function SubjectTiles({ newest, filter }: SubjectTilesProps) {
  return (
    <nav className={styles.tiles} aria-label="What is compared">
      {SUBJECTS.map((subject) => {
        const on = filter.subject === subject;
        return (
          <Link
            key={subject}
            to="/reconcile"
            search={changed(filter, { subject: on ? undefined : subject })}
            className={styles.tile}
            data-on={on || undefined}
            aria-current={on || undefined}
          >
            <span className={styles.name}>{SUBJECT_WORDS[subject]}</span>
            <Verdict one={newest.get(subject)} />
          </Link>
        );
      })}
    </nav>
  );
}

function Verdict({ one }: { readonly one: Reconciliation | undefined }) {
  if (one === undefined) {
    return (
      <span className={styles.verdict} data-verdict="never">
        <IconScale size={16} aria-hidden /> Not compared yet
      </span>
    );
  }
  return (
    <>
      <Mark one={one} />
      <span className={styles.counts}>
        {formatCount(one.leftCount)} in the store, {formatCount(one.rightCount)} in M3
      </span>
      <span className={styles.counts}>
        <When at={one.endedAt ?? one.createdAt} focusable={false} />
        {one.known > 0 ? `, ${formatCount(one.known)} known` : ''}
      </span>
    </>
  );
}

function Mark({ one }: { readonly one: Reconciliation }) {
  if (one.state === 'queued' || one.state === 'running') {
    return (
      <span className={styles.verdict} data-verdict="running">
        <IconHourglassHigh size={16} aria-hidden /> {progressOf(one)}
      </span>
    );
  }
  if (one.state !== 'completed') {
    return (
      <span className={styles.verdict} data-verdict="bad">
        <IconAlertTriangle size={16} aria-hidden /> {progressOf(one)}
      </span>
    );
  }
  if (one.open === 0) {
    return (
      <span className={styles.verdict} data-verdict="good">
        <IconCircleCheck size={16} aria-hidden /> Agrees
      </span>
    );
  }
  return (
    <span className={styles.verdict} data-verdict="bad">
      <IconAlertTriangle size={16} aria-hidden /> {plural(one.open, 'open difference')}
    </span>
  );
}
