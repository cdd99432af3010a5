import type { Failure } from '../../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import styles from './FailureBox.module.css';
import { blocksOf } from './payload.ts';
import { Blocks } from './PayloadView.tsx';

/** A failure with everything known of it: record, field, what to do, and the evidence. */
export function FailureBox({ failure }: { readonly failure: Failure }) {
  const { code, message, remedy, record, field, evidence } = failure;
  const tone = failure.kind === 'uncertain' ? 'unknown' : 'failed';
  return (
    <div className={styles.box} data-tone={tone}>
      <p className={styles.message}>{message}</p>
      {remedy ? <p>{remedy}</p> : null}
      <p className={styles.marks}>
        <code>{code}</code>
        <Copy text={code} what="error code" />
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
      {evidence && Object.keys(evidence).length > 0 ? (
        <div>
          <h3>Evidence</h3>
          <Blocks blocks={blocksOf(evidence)} find="" />
        </div>
      ) : null}
    </div>
  );
}
