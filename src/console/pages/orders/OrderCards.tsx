import { Link } from '@tanstack/react-router';
import type { RunSummary } from '../../../api/types.ts';
import { FoundBy } from '../../parts/FoundBy.tsx';
import { NextTry } from '../../parts/NextTry.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { amountOf, customerOf, nameOf } from '../../words/facts.ts';
import { shownState } from '../../words/states.ts';
import { whyOf } from '../../words/why.ts';
import styles from './OrderCards.module.css';

/** Orders as cards, for narrow windows. */
export function OrderCards({ runs }: { readonly runs: readonly RunSummary[] }) {
  return (
    <ul className={styles.cards}>
      {runs.map((run) => (
        <li key={run.id}>
          <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={styles.card} data-row-link>
            <span className={styles.numbers}>
              <span className={`${styles.name} mono`}>{nameOf(run)}</span>
              <FoundBy run={run} />
              {run.facts.erpOrder ? <span className={`${styles.erp} mono`}>M3 {run.facts.erpOrder}</span> : null}
            </span>
            <span className={styles.amount}>{amountOf(run.facts)}</span>
            <span className={styles.customer}>{customerOf(run.facts)}</span>
            <span className={styles.when}>
              <When at={run.arrivedAt} focusable={false} />
            </span>
            <span className={styles.state}>
              <StateMark state={shownState(run)} /> <NextTry run={run} />
            </span>
            {whyOf(run) ? <span className={styles.why}>{whyOf(run)}</span> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
}
