import { useQuery } from '@tanstack/react-query';
import { reconciliationQuery } from '../../data/queries.ts';
import { Panel } from '../../parts/Panel.tsx';
import { formatAmount, formatCount } from '../../words/amount.ts';
import styles from './DayTable.module.css';

const MOST_DAYS = 14;

/** Counts and amounts of both sides by day, and why they differ. */
export function DayTable({ id }: { readonly id: string }) {
  const detail = useQuery(reconciliationQuery(id)).data;
  if (!detail || detail.days.length === 0) return null;
  return (
    <Panel
      title="By day"
      note={detail.causes.map(({ text, count }) => `${formatCount(count)} × ${text}`).join(' · ')}
      flush
    >
      <div className={styles.frame}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">In the store</th>
              <th scope="col">In M3</th>
              <th scope="col">Amount in the store</th>
              <th scope="col">Amount in M3</th>
              <th scope="col">Differences</th>
            </tr>
          </thead>
          <tbody>
            {detail.days.slice(0, MOST_DAYS).map((day) => (
              <tr key={`${day.day}/${day.currency}`} data-differs={day.differences > 0 || undefined}>
                <th scope="row">{day.day === '' ? 'No day' : day.day}</th>
                <td>{formatCount(day.leftCount)}</td>
                <td>{formatCount(day.rightCount)}</td>
                <td>{amount(day.leftAmount, day.currency)}</td>
                <td>{amount(day.rightAmount, day.currency)}</td>
                <td>{formatCount(day.differences)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

const amount = (value: string, currency: string): string =>
  currency === '' ? '–' : `${formatAmount(value, currency)} ${currency}`;
