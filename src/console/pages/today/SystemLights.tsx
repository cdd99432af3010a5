import { Link } from '@tanstack/react-router';
import type { ConnectionLight } from '../../../api/types.ts';
import { Mark } from '../../frame/Wordmark.tsx';
import { ConnectionMark } from '../../parts/ConnectionMark.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { stateColor } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { CONNECTION_WORDS } from '../../words/connections.ts';
import styles from './SystemLights.module.css';

/** The crossing: the store at one side, the ERP at the other, and whether calls go through. */
export function SystemLights({ lights }: { readonly lights: readonly ConnectionLight[] }) {
  if (lights.length === 0) {
    return (
      <Empty
        title="Nothing is connected yet"
        next={
          <Link to="/connections/new" search={{}}>
            Add a connection
          </Link>
        }
      >
        <p>Connect the Clarity store and Infor M3, and orders begin to flow.</p>
      </Empty>
    );
  }
  const stores = lights.filter((light) => light.connector === 'clarity');
  const others = lights.filter((light) => light.connector !== 'clarity');
  return (
    <section className={styles.crossing} aria-label="Connected systems">
      <ul className={styles.side}>
        {stores.map((light) => (
          <Light key={light.name} light={light} />
        ))}
      </ul>
      <span className={styles.bridge} aria-hidden>
        <Mark size={22} />
      </span>
      <ul className={styles.side} data-side="right">
        {others.map((light) => (
          <Light key={light.name} light={light} />
        ))}
      </ul>
    </section>
  );
}

function Light({ light }: { readonly light: ConnectionLight }) {
  const { name, title, state, since, reason } = light;
  return (
    <li className={`${styles.light} ${stateColor(CONNECTION_WORDS[state].color)}`} data-state={state}>
      <span className={styles.words}>
        <span className={styles.first}>
          <Link to="/connections" hash={name} className={styles.name}>
            {title}
          </Link>
          <ConnectionMark state={state} />
          {since ? (
            <span className={styles.since}>
              for <When at={since} as="age" />
            </span>
          ) : null}
        </span>
        {reason && state !== 'working' ? <span className={styles.reason}>{reason}</span> : null}
      </span>
      <span className={styles.wire} aria-hidden />
    </li>
  );
}
