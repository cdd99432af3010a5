import type { RunSummary } from '../../api/types.ts';
import styles from './FoundBy.module.css';

/** Says of a hit of a search that the words stand in its message only; a number or a name that was meant is seen anyway. */
export function FoundBy({ run }: { readonly run: Pick<RunSummary, 'match'> }) {
  return run.match === 'words' ? <span className={styles.found}>in its message</span> : null;
}
