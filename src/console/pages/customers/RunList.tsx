import { Link } from '@tanstack/react-router';
import type { RunSummary } from '../../../api/types.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { amountOf, nameOf } from '../../words/facts.ts';
import { shownState } from '../../words/states.ts';
import { whyOf } from '../../words/why.ts';
import styles from './Lists.module.css';

interface RunListProps {
  readonly runs: readonly RunSummary[];
  /** Says why a run stands still, below it. */
  readonly showWhy?: boolean;
  /** Names the flow instead of the order. */
  readonly showFlow?: boolean;
  readonly empty?: string;
}

/** Runs about the customer, newest first. */
export function RunList({ runs, showWhy = false, showFlow = false, empty }: RunListProps) {
  if (runs.length === 0) return empty === undefined ? null : <p className={styles.none}>{empty}</p>;
  return (
    <ul className={styles.rows}>
      {runs.map((run) => (
        <li key={run.id}>
          <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={styles.run}>
            {showFlow ? <span>{run.flowTitle}</span> : <span className="mono">{nameOf(run)}</span>}
            <StateMark state={shownState(run)} />
            <span className={styles.amount}>{amountOf(run.facts)}</span>
            <span className={styles.where}>
              <When at={run.arrivedAt} focusable={false} />
            </span>
            {showWhy && whyOf(run) ? <span className={styles.why}>{whyOf(run)}</span> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}
