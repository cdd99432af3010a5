import { useQuery } from '@tanstack/react-query';
import { flowsQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { ROLE_WORDS } from '../../words/roles.ts';
import styles from './AboutPart.module.css';

/** Which version runs, what it carries, and what the roles may do. */
export function AboutPart() {
  const session = useSession();
  const flows = useQuery(flowsQuery);
  return (
    <div className={styles.parts}>
      <Panel title="Landbridge" note={`version ${session?.version ?? ''}`}>
        <p>
          The API behind these pages is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> (OpenAPI
          3.1). Everything here can be done by it and by the command <code>npx landbridge</code>.
        </p>
      </Panel>
      <Panel title="Flows" flush>
        {flows.error ? <ErrorPanel error={flows.error} onRetry={() => void flows.refetch()} /> : null}
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Flow</th>
              <th scope="col">Version</th>
              <th scope="col">Deployed</th>
              <th scope="col">Uses</th>
            </tr>
          </thead>
          <tbody>
            {flows.data?.map((flow) => (
              <tr key={flow.deployment}>
                <td>
                  {flow.title} <code>{flow.flow}</code>
                </td>
                <td>{flow.version}</td>
                <td>
                  <When at={flow.deployedAt} /> by {flow.deployedBy}
                </td>
                <td>{Object.values(flow.bindings).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title="Roles">
        <dl className={styles.roles}>
          {Object.entries(ROLE_WORDS).map(([role, words]) => (
            <div key={role}>
              <dt>{words.name}</dt>
              <dd>{words.may}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </div>
  );
}
