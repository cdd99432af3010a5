import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { connectionsQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { whyNot } from '../../words/roles.ts';
import { ConnectionCard } from './ConnectionCard.tsx';
import styles from './ConnectionsPage.module.css';

/** The systems we are connected to: do they answer, what is set, and what to do when they do not. */
export function ConnectionsPage() {
  const connections = useQuery(connectionsQuery);
  const mayWrite = useMay('connections.write');
  const add = mayWrite ? (
    <Button
      renderRoot={(props) => <Link to="/connections/new" search={{}} {...props} />}
      leftSection={<IconPlus size={16} />}
    >
      Add a connection
    </Button>
  ) : (
    <Button aria-disabled data-tip={whyNot('connections.write')} variant="default">
      Add a connection
    </Button>
  );
  return (
    <Page
      title="Connections"
      actions={
        <>
          <CliNote cli="npx landbridge start --connections FILE" api="GET /api/v1/connections" />
          {add}
        </>
      }
    >
      {connections.error ? <ErrorPanel error={connections.error} onRetry={() => void connections.refetch()} /> : null}
      {connections.isPending ? <Loading bars={[220, 220]} what="connections" /> : null}
      {connections.data?.length === 0 ? (
        <Empty title="Nothing is connected yet" next={add}>
          <p>
            Landbridge needs two connections to carry orders: the Clarity store they come from and the Infor M3 they go
            to. For M3, have the <code>.ionapi</code> file ready that your M3 administrator downloads.
          </p>
        </Empty>
      ) : null}
      <div className={styles.cards}>
        {connections.data?.map((connection) => (
          <ConnectionCard key={connection.name} connection={connection} />
        ))}
      </div>
    </Page>
  );
}
