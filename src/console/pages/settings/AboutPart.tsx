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
        <ul>
          {flows.data?.map((flow) => (
            <li key={flow.deployment} className={styles.flow}>
              <div>
                <strong>{flow.title}</strong> <code>{flow.flow}</code>
              </div>
              <span>version {flow.version}</span>
              <span>
                deployed <When at={flow.deployedAt} /> by {flow.deployedBy}
              </span>
              <span>over {Object.values(flow.bindings).join(' and ')}</span>
            </li>
          ))}
        </ul>
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
