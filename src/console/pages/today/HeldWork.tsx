import { Link, useNavigate } from '@tanstack/react-router';
import type { HoldGroup } from '../../../api/types.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { formatAmount, formatCount, plural } from '../../words/amount.ts';
import { ALL_FLOWS } from '../../words/flows.ts';
import styles from './HeldWork.module.css';

/** Held work grouped by cause: how many, how long already, how much money. */
export function HeldWork({ groups }: { readonly groups: readonly HoldGroup[] }) {
  const navigate = useNavigate();
  const count = groups.reduce((total, group) => total + group.count, 0);
  const note = groups.length === 0 ? undefined : `${plural(count, 'order')}, ${plural(groups.length, 'cause')}`;
  return (
    <Panel title="Needs a person" note={note} flush>
      {groups.length === 0 ? (
        <Empty title="Nothing is held">
          <p>
            When M3 or the store refuses something that only a person can put right, it is listed here by its cause.
          </p>
        </Empty>
      ) : (
        <ul className={styles.groups}>
          {groups.map((group) => {
            const search = { state: 'held,failed', flow: ALL_FLOWS, queue: group.queue, code: group.code };
            return (
              <li
                key={`${group.queue}/${group.code}/${group.reason}`}
                className={styles.group}
                onClick={() => void navigate({ to: '/orders', search })}
              >
                <Link
                  to="/orders"
                  search={search}
                  className={styles.count}
                  aria-label={`${plural(group.count, 'order')}: ${group.reason}`}
                >
                  {formatCount(group.count)}
                </Link>
                <div className={styles.words}>
                  <span className={styles.reason}>{group.reason}</span>
                  <span className={styles.marks}>
                    <code>{group.code}</code>
                    <span>queue {group.queue}</span>
                  </span>
                </div>
                <div className={styles.stake}>
                  {group.amounts.map(({ amount, currency }) => (
                    <span key={currency}>
                      {formatAmount(amount, currency)} {currency}
                    </span>
                  ))}
                  <small>
                    oldest <When at={group.oldestAt} as="age" focusable={false} />
                  </small>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
