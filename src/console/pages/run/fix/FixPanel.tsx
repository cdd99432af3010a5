import { useQuery } from '@tanstack/react-query';
import type { RunDetail } from '../../../../api/types.ts';
import { fixQuery } from '../../../data/work-queries.ts';
import { ErrorPanel } from '../../../parts/ErrorPanel.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { BehindList } from './BehindList.tsx';
import { FixForm } from './FixForm.tsx';
import styles from './Fix.module.css';
import { LookPanel } from './LookPanel.tsx';

/** Whether a person has something to mend or to find out. */
function needsPerson({ state, unknownOutcome }: RunDetail): boolean {
  return state === 'held' || state === 'failed' || (unknownOutcome && state !== 'completed' && state !== 'canceled');
}

/** What a person does about a run that stands still: correct the data and go on, or find out what became of a write. */
export function FixPanel({ run }: { readonly run: RunDetail }) {
  const isShown = needsPerson(run);
  // A run that moved on and was held again is another case: the form begins anew.
  const fix = useQuery({
    ...fixQuery(run.id),
    enabled: isShown,
    queryKey: [...fixQuery(run.id).queryKey, run.updatedAt],
  });
  if (!isShown) return null;
  if (fix.error) return <ErrorPanel error={fix.error} onRetry={() => void fix.refetch()} />;
  if (fix.data === undefined) return null;
  const { editable, why, behind, alike } = fix.data;
  return (
    <div id="fix" className={styles.parts}>
      {run.unknownOutcome ? <LookPanel runId={run.id} /> : null}
      {editable ? <FixForm key={run.updatedAt} fix={fix.data} /> : null}
      {!editable && !run.unknownOutcome ? (
        <Panel title="Fix and resume">
          <p className={styles.plain}>{why}</p>
          {alike > 0 ? <p className={styles.plain}>{alike} more stand here for the same reason.</p> : null}
        </Panel>
      ) : null}
      {behind.count > 0 ? <BehindList behind={behind} /> : null}
    </div>
  );
}
