import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { changed } from '../../app/search-text.ts';
import { Empty } from '../../parts/Empty.tsx';
import { useRowKeys } from '../../parts/use-row-keys.ts';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/amount.ts';
import styles from './DifferenceTable.module.css';
import { type Difference, type DifferenceSearch, KIND_WORDS, SUBJECT_WORDS } from './words.ts';

interface DifferenceTableProps {
  readonly items: readonly Difference[];
  /** Whether anything was compared at all. */
  readonly compared: boolean;
  /** How many are known where open ones were asked for: their work is on its way, or is nobody's. */
  readonly known: number;
  readonly filter: DifferenceSearch;
}

/** Differences, each with what both sides say and why that is likely so. */
export function DifferenceTable({ items, compared, known, filter }: DifferenceTableProps) {
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  if (items.length === 0) {
    return compared ? (
      <Empty title={known > 0 ? 'No difference is open' : 'No difference of this kind'}>
        {known > 0 ? (
          <p>
            <Link to="/reconcile" search={changed(filter, { state: 'known' })}>
              {plural(known, 'difference is known', 'differences are known')}
            </Link>
            : the work waits in the work list, is on its way, or no flow carries the record.
          </p>
        ) : null}
      </Empty>
    ) : (
      <Empty title="Nothing has been compared yet">
        <p>Press “Compare now”. Both systems are read page by page within their limits; that can take minutes.</p>
      </Empty>
    );
  }
  return (
    <ul className={styles.list} ref={list}>
      {items.map((item) => (
        <li key={item.id}>
          <Link to="/differences/$id" params={{ id: item.id }} className={styles.row} data-row-link>
            <span className={styles.what}>
              <span className={styles.subject}>{SUBJECT_WORDS[item.subject]}</span>{' '}
              <span className="mono">{item.key}</span>
            </span>
            <span className={styles.kind}>
              {KIND_WORDS[item.kind]}
              {item.field === undefined ? null : <span className={styles.field}> {item.field}</span>}
            </span>
            <span className={styles.values}>
              {item.leftValue === undefined && item.rightValue === undefined ? null : (
                <>
                  <span className={styles.store}>{item.leftValue ?? '–'}</span>
                  <span aria-hidden> / </span>
                  <span className={styles.m3}>{item.rightValue ?? '–'}</span>
                </>
              )}
            </span>
            <span className={styles.cause}>{item.causeText}</span>
            <span className={styles.when}>
              <When at={item.foundAt} focusable={false} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
