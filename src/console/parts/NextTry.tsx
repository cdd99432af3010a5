import type { RunSummary } from '../../api/types.ts';
import styles from './NextTry.module.css';
import { When } from './When.tsx';

/** When a waiting run goes on by itself. */
export function NextTry({ run }: { readonly run: Pick<RunSummary, 'state' | 'until'> }) {
  if (run.state !== 'waiting' || run.until === undefined) return null;
  return (
    <span className={styles.next}>
      next try <When at={run.until} focusable={false} />
    </span>
  );
}
