import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { problemOf } from '../data/client.ts';
import { useLiveUpdates } from '../data/live.ts';
import { sessionQuery } from '../data/queries.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Loading } from '../parts/Loading.tsx';
import { EnvironmentMark } from './EnvironmentMark.tsx';
import styles from './Frame.module.css';
import { KeysDialog } from './KeysDialog.tsx';
import { LiveMark } from './LiveMark.tsx';
import { Places } from './Places.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SessionMenu } from './SessionMenu.tsx';
import { useGlobalKeys } from './use-global-keys.ts';
import { Mark } from './Wordmark.tsx';

/** What stands around every page: places at the left (or below), search and environment above. Asks who is signed in. */
export function Frame() {
  const session = useQuery(sessionQuery);
  if (session.error) {
    if (problemOf(session.error).status === 401) {
      return <ToSignIn />;
    }
    if (!session.data) {
      return (
        <main className={styles.alone}>
          <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
        </main>
      );
    }
  }
  if (!session.data) {
    return (
      <main className={styles.alone}>
        <Loading bars={[28, 120, 240]} what="your sign-in" />
      </main>
    );
  }
  return <Signed />;
}

/** Goes to the sign-in once, and remembers the page that was wanted. */
function ToSignIn() {
  const wanted = useLocation({ select: (location) => location.href });
  const [next] = useState(wanted);
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: '/sign-in', search: next === '/' ? {} : { next }, replace: true });
  }, [navigate, next]);
  return null;
}

function Signed() {
  useLiveUpdates(useQueryClient());
  useGlobalKeys();
  return (
    <div className={styles.frame}>
      <a className="skip-link" href="#page">
        Skip to the page
      </a>
      <div className={styles.rail}>
        <div className={styles.mark}>
          <Mark />
          <span className="visually-hidden">Landbridge</span>
        </div>
        <Places />
        <SessionMenu />
      </div>
      <div className={styles.content}>
        <header className={styles.bar}>
          <SearchBox />
          <div className={styles.status}>
            <LiveMark />
            <EnvironmentMark />
          </div>
        </header>
        <main id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeysDialog />
    </div>
  );
}
