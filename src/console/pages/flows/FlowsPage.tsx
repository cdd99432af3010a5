import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { flowsQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { FlowItem } from './FlowItem.tsx';
import styles from './FlowsPage.module.css';
import { SyncDialog } from './SyncDialog.tsx';

/** Every deployed flow: whether it works, what waits for it, and the hand that pauses it. */
export function FlowsPage() {
  const [isSyncing, setSyncing] = useState(false);
  const flows = useQuery({ ...flowsQuery, refetchInterval: 15_000 });
  const items = flows.data?.toSorted(
    (left, right) =>
      Number(right.paused !== undefined) - Number(left.paused !== undefined) || left.title.localeCompare(right.title),
  );
  return (
    <Page
      title="Flows"
      lead="What is done when something happens in a connected system, or by the clock."
      actions={
        <>
          <PermittedButton
            permission="sync.start"
            tip="Reads records now instead of at the next look"
            onClick={() => setSyncing(true)}
          >
            Sync now
          </PermittedButton>
          <CliNote cli="npx landbridge sync stock --full" api="GET /api/v1/flows" />
        </>
      }
    >
      {flows.error ? <ErrorPanel error={flows.error} onRetry={() => void flows.refetch()} /> : null}
      {flows.isPending ? <Loading bars={[60, 60, 60]} what="flows" /> : null}
      {items?.length === 0 ? (
        <Empty title="No flow is deployed">
          <p>
            Flows live in the folder <code>flows/</code>; they are deployed at the next start.
          </p>
        </Empty>
      ) : null}
      {items && items.length > 0 ? (
        <Panel title={`${items.length} deployed`} flush>
          <ul className={styles.flows}>
            {items.map((flow) => (
              <FlowItem key={flow.flow} flow={flow} />
            ))}
          </ul>
        </Panel>
      ) : null}
      {isSyncing ? <SyncDialog onClose={() => setSyncing(false)} /> : null}
    </Page>
  );
}
