import { Link } from '@tanstack/react-router';
import type { RunAction, RunDetail } from '../../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { stateColor } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import styles from './Situation.module.css';
import { situationOf } from './situation.ts';
import { VerbBar } from './VerbBar.tsx';

interface SituationProps {
  readonly run: RunDetail;
  readonly actions: readonly RunAction[];
}

/** Where the order stands, why, what comes next, and what a person can do now. */
export function Situation({ run, actions }: SituationProps) {
  const situation = situationOf(run);
  if (!situation) return null;
  const { state, sentence, warnings, remedy, code, record, field, until, behind } = situation;
  return (
    <section className={`${styles.situation} ${stateColor(state)}`} aria-label="Where it stands">
      <div className={styles.words}>
        <p className={styles.sentence}>{sentence}</p>
        {warnings ? (
          <ul className={styles.warnings}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        ) : null}
        {until ? (
          <p className={styles.next}>
            Next try <When at={until} />
          </p>
        ) : null}
        {behind ? (
          <p>
            <Link to="/runs/$id" params={{ id: behind }} search={{}}>
              Open the order it waits for
            </Link>
          </p>
        ) : null}
        {remedy ? <p className={styles.remedy}>{remedy}</p> : null}
        {code || record || field ? (
          <p className={styles.marks}>
            {code ? (
              <span>
                <code>{code}</code> <Copy text={code} what="error code" />
              </span>
            ) : null}
            {record ? (
              <span>
                record <code>{record}</code>
              </span>
            ) : null}
            {field ? (
              <span>
                field <code>{field}</code>
              </span>
            ) : null}
          </p>
        ) : null}
      </div>
      <VerbBar run={run} actions={actions} />
    </section>
  );
}
