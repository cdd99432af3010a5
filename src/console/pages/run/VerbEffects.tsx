import type { RunAction } from '../../../api/types.ts';
import { When } from '../../parts/When.tsx';
import styles from './VerbDialog.module.css';

/** What a verb does anew, and what was written already and is not written again. */
export function VerbEffects({ action }: { readonly action: RunAction }) {
  const { repeats = [], keeps = [] } = action;
  if (repeats.length === 0 && keeps.length === 0) return null;
  return (
    <dl className={styles.effects}>
      {repeats.length > 0 ? (
        <>
          <dt>Done from here</dt>
          <dd>{repeats.join(' → ')}</dd>
        </>
      ) : null}
      {keeps.length > 0 ? (
        <>
          <dt>Not done again</dt>
          <dd>
            <ul>
              {keeps.map(({ step, call, at, outcome }) => (
                <li key={`${step} ${call} ${at}`}>
                  <code>
                    {step}: {call}
                  </code>{' '}
                  <When at={at} focusable={false} />
                  {outcome === 'unknown' ? ', outcome unknown' : ''}
                </li>
              ))}
            </ul>
          </dd>
        </>
      ) : null}
    </dl>
  );
}
