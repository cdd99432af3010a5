import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { Connector } from '../../../api/types.ts';
import { connectionsQuery, connectorsQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { whyNot } from '../../words/roles.ts';
import styles from './ConnectionEditPage.module.css';
import { ConnectionForm } from './ConnectionForm.tsx';
import { RemoveConnection } from './RemoveConnection.tsx';

/** Adds a connection or changes one; the form is drawn from what the connector declares. */
export function ConnectionEditPage() {
  const { name } = useParams({ strict: false });
  const wanted = useSearch({ strict: false, select: (search) => search.connector });
  const connectors = useQuery(connectorsQuery);
  const connections = useQuery(connectionsQuery);
  const mayWrite = useMay('connections.write');
  const connection = connections.data?.find((one) => one.name === name);
  const connector = connectors.data?.find((one) => one.name === (connection?.connector ?? wanted));
  const title = name === undefined ? 'Add a connection' : `Settings of ${connection?.title ?? name}`;
  const error = connectors.error ?? connections.error;

  return (
    <Page title={title} lead={<Link to="/connections">Back to all connections</Link>}>
      {error ? (
        <ErrorPanel error={error} onRetry={() => void Promise.all([connectors.refetch(), connections.refetch()])} />
      ) : null}
      {!mayWrite ? <Empty title="Only to look at">{whyNot('connections.write')}</Empty> : null}
      {mayWrite && (connectors.isPending || connections.isPending) ? (
        <Loading bars={[120, 300]} what="the form" />
      ) : null}
      {mayWrite && connectors.data && connections.data ? (
        name !== undefined && !connection ? (
          <Empty title={`There is no connection ${name}`}>It may have been removed.</Empty>
        ) : connector ? (
          <>
            <ConnectionForm
              key={connector.name}
              connector={connector}
              connection={connection}
              taken={connections.data.map((one) => one.name)}
            />
            {connection ? <RemoveConnection connection={connection} /> : null}
          </>
        ) : (
          <Choice connectors={connectors.data} />
        )
      ) : null}
    </Page>
  );
}

function Choice({ connectors }: { readonly connectors: readonly Connector[] }) {
  return (
    <ul className={styles.choice} aria-label="Which system?">
      {connectors.map((connector) => (
        <li key={connector.name}>
          <Link to="/connections/new" search={{ connector: connector.name }} className={styles.system}>
            <strong>{connector.title}</strong>
            <span>{connector.description}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
