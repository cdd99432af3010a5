import { Panel } from '../../parts/Panel.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { formatAmount, plural } from '../../words/amount.ts';
import styles from './LinesPanel.module.css';
import type { OrderLine } from './lines.ts';

interface LinesPanelProps {
  readonly lines: readonly OrderLine[];
  readonly currency: string | undefined;
}

/** The lines of the order, each with what became of it. */
export function LinesPanel({ lines, currency }: LinesPanelProps) {
  return (
    <Panel title="Lines" note={summaryOf(lines)} flush>
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line.number} className={styles.line} data-state={line.state}>
            <span className={styles.number}>{line.number}</span>
            <span className={styles.item}>
              <span className="mono">{line.item}</span>
              {line.name ? <span className={styles.name}>{line.name}</span> : null}
            </span>
            <span className={styles.amounts}>
              <span>
                {line.quantity} {line.unit}
              </span>
              {line.total ? <span className={styles.total}>{formatAmount(line.total, currency)}</span> : null}
            </span>
            <span className={styles.state}>
              {line.isDiscount || line.word === '' ? line.word : <StateMark state={line.state} word={line.word} />}
            </span>
            {line.note ? <span className={styles.note}>{line.note}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function summaryOf(lines: readonly OrderLine[]): string {
  const goods = lines.filter((line) => !line.isDiscount);
  const done = goods.filter((line) => line.state === 'completed' && line.word !== '').length;
  const all = plural(goods.length, 'line');
  if (done > 0 && done === goods.length) return goods.length === 1 ? '1 line, in M3' : `all ${all} in M3`;
  return done === 0 ? all : `${done} of ${all} in M3`;
}
