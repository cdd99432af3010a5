import { Link } from '@tanstack/react-router';
import type { AnswerOf } from '../../../../api/types.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { When } from '../../../parts/When.tsx';
import { formatAmount, formatCount } from '../../../words/amount.ts';
import { nameOf } from '../../../words/facts.ts';
import styles from './Fix.module.css';

/** Runs that wait behind this one; they go on in this order when it does. */
export function BehindList({ behind }: { readonly behind: AnswerOf<'getRunFix'>['behind'] }) {
  return (
    <Panel title="Waits behind it" note={`${formatCount(behind.count)}, in this order`} flush>
      <ol className={styles.behind}>
        {behind.items.map((run) => (
          <li key={run.id}>
            <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
              <span className="mono">{nameOf(run)}</span>
              <span>
                {run.facts.amount
                  ? `${formatAmount(run.facts.amount, run.facts.currency)} ${run.facts.currency ?? ''}`
                  : ''}
              </span>
              <When at={run.arrivedAt} focusable={false} />
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
