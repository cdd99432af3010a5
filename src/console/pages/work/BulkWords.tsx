import type { AnswerOf } from '../../../api/types.ts';
import { formatCount, plural } from '../../words/amount.ts';
import { nameOf } from '../../words/facts.ts';
import type { BulkProgress } from './bulk-progress.ts';
import styles from './BulkDialog.module.css';

const MOST_REFUSED = 5;

/** What a verb would do to the first ones, and how many come after them. */
export function BulkSample({ preview }: { readonly preview: AnswerOf<'previewWork'> }) {
  const { sample, count } = preview;
  return (
    <ul className={styles.sample} aria-label="What it would do">
      {sample.map(({ item, effect, allowed }) => (
        <li key={item.run.id} data-off={allowed ? undefined : true}>
          <span className="mono">{nameOf(item.run)}</span>
          <span>{effect}</span>
        </li>
      ))}
      {count > sample.length ? (
        <li>and {formatCount(count - sample.length)} more, one after the other as they arrived</li>
      ) : null}
    </ul>
  );
}

/** What was done, what was left and why, and how many are still to come where it stopped on the way. */
export function BulkResult({ progress }: { readonly progress: BulkProgress }) {
  const { expect, done, refused, after } = progress;
  const toCome = after === undefined ? 0 : Math.max(0, expect - done - refused.length);
  return (
    <div role="status">
      <p className={styles.done}>
        {plural(done, 'record')} done
        {toCome > 0 ? `, ${formatCount(toCome)} to go` : ''}
        {refused.length > 0 ? `, ${formatCount(refused.length)} left as they were:` : '.'}
      </p>
      <ul className={styles.sample}>
        {refused.slice(0, MOST_REFUSED).map(({ runId, why }) => (
          <li key={runId}>{why}</li>
        ))}
        {refused.length > MOST_REFUSED ? <li>and {formatCount(refused.length - MOST_REFUSED)} more</li> : null}
      </ul>
    </div>
  );
}
