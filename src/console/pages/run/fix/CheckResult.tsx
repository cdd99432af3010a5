import type { AnswerOf } from '../../../../api/types.ts';
import { blocksOf } from '../payload.ts';
import { Blocks } from '../PayloadView.tsx';
import styles from './Fix.module.css';

/** What the step's own operation says to the data: passed with what would be sent, or what is still wrong. */
export function CheckResult({ check }: { readonly check: AnswerOf<'checkRunFix'> }) {
  const { ok, words, dryRun, failure } = check;
  const tone = !ok ? 'failed' : dryRun?.result === 'not-checked' ? 'waiting' : 'completed';
  return (
    <div className={styles.result} data-tone={tone} role="status">
      <p>
        <b>{tone === 'completed' ? 'Passed' : tone === 'waiting' ? 'Not checked' : 'Still wrong'}</b>{' '}
        {words.replace(/^(Passed|Not checked)[.:]? */, '')}
      </p>
      {failure?.remedy ? <p>{failure.remedy}</p> : null}
      {dryRun?.request ? (
        <details className={styles.evidence}>
          <summary>
            What would be sent: <code>{dryRun.call}</code>
          </summary>
          <Blocks blocks={blocksOf(dryRun.request)} find="" />
        </details>
      ) : null}
      {(dryRun?.asked ?? []).map((one, index) => (
        <details key={`${one.call} ${index}`} className={styles.evidence}>
          <summary>
            Asked <code>{one.call}</code>
            {one.failure ? `: ${one.failure.message}` : ''}
          </summary>
          <Blocks blocks={blocksOf({ asked: one.request, answered: one.reply ?? null })} find="" />
        </details>
      ))}
    </div>
  );
}
