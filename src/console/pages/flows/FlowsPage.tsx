import { useQuery } from '@tanstack/react-query';
import { flowsQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { FlowItem } from './FlowItem.tsx';
import styles from './FlowsPage.module.css';

/** Every deployed flow: whether it works, what waits for it, and the hand that pauses it. */
export function FlowsPage() {
  const flows = useQuery({ ...flowsQuery, refetchInterval: 15_000 });
  const items = flows.data?.toSorted(
    (left, right) =>
      Number(right.paused !== undefined) - Number(left.paused !== undefined) || left.title.localeCompare(right.title),
  );
  return (
    <Page
      title="Flows"
      lead="What is done when something happens in a connected system, or by the clock."
      actions={<CliNote cli='npx landbridge pause flow FLOW --reason "why"' api="GET /api/v1/flows" />}
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
    </Page>
  );
}
