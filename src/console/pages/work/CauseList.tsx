import { useRef } from 'react';
import { Empty } from '../../parts/Empty.tsx';
import { StateMark, stateColor } from '../../parts/StateMark.tsx';
import { useRowKeys } from '../../parts/use-row-keys.ts';
import { When } from '../../parts/When.tsx';
import { formatAmount, formatCount, plural } from '../../words/amount.ts';
import styles from './CauseList.module.css';
import { stateOf, type WorkGroup } from './words.ts';

interface CauseListProps {
  readonly groups: readonly WorkGroup[];
  readonly chosen: string | undefined;
  readonly isFiltered: boolean;
  readonly onChoose: (cause: string | undefined) => void;
}

const MOST_AMOUNTS = 3;

/** One row for each cause: the system's own words, how many, since when, how much money, whose. */
export function CauseList({ groups, chosen, isFiltered, onChoose }: CauseListProps) {
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  if (groups.length === 0) {
    return (
      <Empty title={isFiltered ? 'Nothing like this needs a person' : 'Nothing needs a person'}>
        <p>
          {isFiltered
            ? 'Choose “All”, or take a filter off.'
            : 'What a system refuses, and what got no answer, is listed here by its cause as soon as it happens.'}
        </p>
      </Empty>
    );
  }
  return (
    <ul className={styles.list} ref={list} aria-label="Causes">
      {groups.map((group) => (
        <li key={group.cause}>
          <button
            type="button"
            data-row-link
            className={`${styles.row} ${stateColor(stateOf(group))}`}
            aria-expanded={group.cause === chosen}
            data-open={group.cause === chosen || undefined}
            onClick={() => onChoose(group.cause === chosen ? undefined : group.cause)}
          >
            <span className={styles.count}>{formatCount(group.count)}</span>
            <span className={styles.words}>
              <span className={styles.text}>{group.text}</span>
              <span className={styles.marks}>
                <StateMark state={stateOf(group)} />
                <code>{group.code}</code>
                <span>queue {group.queue}</span>
                {group.behind > 0 ? <b>{formatCount(group.behind)} more behind</b> : null}
                {group.snoozedUntil ? (
                  <span>
                    rests, back <When at={group.snoozedUntil} focusable={false} />
                  </span>
                ) : null}
              </span>
            </span>
            <span className={styles.stake}>
              {group.amounts.slice(0, MOST_AMOUNTS).map(({ amount, currency }) => (
                <span key={currency}>
                  {formatAmount(amount, currency)} {currency}
                </span>
              ))}
              {group.amounts.length > MOST_AMOUNTS ? (
                <small>and {plural(group.amounts.length - MOST_AMOUNTS, 'more currency', 'more currencies')}</small>
              ) : null}
              <small>
                oldest <When at={group.oldestAt} as="age" focusable={false} />
              </small>
            </span>
            <span className={styles.owner} data-nobody={group.owner === undefined || undefined}>
              {group.owner ?? 'nobody yet'}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
