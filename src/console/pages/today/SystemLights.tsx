import { Link } from '@tanstack/react-router';
import type { ConnectionLight } from '../../../api/types.ts';
import { ConnectionMark } from '../../parts/ConnectionMark.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { When } from '../../parts/When.tsx';
import styles from './SystemLights.module.css';

/** One light for each connected system: does it answer, since when, and why not. */
export function SystemLights({ lights }: { readonly lights: readonly ConnectionLight[] }) {
  if (lights.length === 0) {
    return (
      <Empty title="Nothing is connected yet" next={<Link to="/connections/new">Add a connection</Link>}>
        <p>Connect the Clarity store and Infor M3, and orders begin to flow.</p>
      </Empty>
    );
  }
  return (
    <ul className={styles.lights} aria-label="Connected systems">
      {lights.map((light) => (
        <li key={light.name} className={styles.light} data-state={light.state}>
          <Link to="/connections" hash={light.name} className={styles.name}>
            {light.title}
          </Link>
          <ConnectionMark state={light.state} />
          {light.since ? (
            <span className={styles.since}>
              {light.state === 'working' ? 'answering for ' : 'for '}
              <When at={light.since} as="age" />
            </span>
          ) : null}
          {light.reason && light.state !== 'working' ? <p className={styles.reason}>{light.reason}</p> : null}
        </li>
      ))}
    </ul>
  );
}
