import { Link } from '@tanstack/react-router';
import type { Today } from '../../../api/types.ts';
import { Panel } from '../../parts/Panel.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { useNow } from '../../parts/use-now.ts';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/amount.ts';
import { ALL_FLOWS } from '../../words/flows.ts';
import { type StockFigures, stockStateOf } from './stock-state.ts';
import styles from './StockAges.module.css';

/** How old the stock figures are that each store sells by. Nothing where no flow brings stock. */
export function StockAges({ today }: { readonly today: Today }) {
  if (!today.stock?.length) return null;
  return (
    <Panel title="Stock in the stores" flush>
      <ul className={styles.stores}>
        {today.stock.map((figures) => (
          <Store key={`${figures.flow}/${figures.target}`} figures={figures} today={today} />
        ))}
      </ul>
    </Panel>
  );
}

function Store({ figures, today }: { readonly figures: StockFigures; readonly today: Today }) {
  const { source, target, asOf, problems } = figures;
  const state = stockStateOf(figures, today.holds, useNow());
  const title = (name: string) => today.connections.find((each) => each.name === name)?.title ?? name;
  return (
    <li className={styles.store}>
      <div className={styles.words}>
        <span className={styles.name}>{title(target)}</span>
        <span className={styles.source}>
          {plural(figures.figures, 'balance')} of {title(source)}
        </span>
      </div>
      <div className={styles.age}>
        <StateMark state={state.as} word={state.word} meaning={state.meaning} />
        {asOf === undefined ? null : (
          <span className={styles.asOf}>
            as of <When at={asOf} />
          </span>
        )}
      </div>
      <div className={styles.links}>
        {state.queue === undefined ? null : (
          <Link to="/orders" search={{ state: 'held,failed', flow: ALL_FLOWS, queue: state.queue }}>
            Why
          </Link>
        )}
        {problems === 0 ? (
          <span className={styles.none}>all can be sold</span>
        ) : (
          <Link to="/orders" search={{ state: 'held,failed', flow: ALL_FLOWS, queue: 'stock-rows' }}>
            {plural(problems, 'balance')} left out
          </Link>
        )}
      </div>
    </li>
  );
}
