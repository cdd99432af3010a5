import { formatCount, plural } from '../../words/amount.ts';
import type { Rounds } from './rounds.ts';
import styles from './RoundsResult.module.css';

const MOST_REFUSED = 5;

/** What a repair of many has done, what it was refused and why, and what is left. */
export function RoundsResult({ rounds }: { readonly rounds: Rounds }) {
  const { done, refused, left } = rounds;
  return (
    <div role="status">
      <p>
        {plural(done, 'repair')} begun
        {refused.length > 0 ? `, ${formatCount(refused.length)} refused` : ''}
        {left > 0 ? `, ${formatCount(left)} still open.` : '.'}
      </p>
      {refused.length > 0 ? (
        <ul className={styles.refused} aria-label="Refused">
          {refused.slice(0, MOST_REFUSED).map(({ id, key, why }) => (
            <li key={id}>
              <span className="mono">{key}</span> {why}
            </li>
          ))}
          {refused.length > MOST_REFUSED ? <li>and {formatCount(refused.length - MOST_REFUSED)} more</li> : null}
        </ul>
      ) : null}
    </div>
  );
}
