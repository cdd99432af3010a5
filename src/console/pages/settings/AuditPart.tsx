import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditEntry } from '../../../api/types.ts';
import { auditQuery } from '../../data/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { auditWords } from './audit-words.ts';
import styles from './AuditPart.module.css';

const route = getRouteApi('/frame/settings');
const PAUSE_MS = 250;
/** Enough of a run's id to tell it from others on the page. */
const SHORT_ID = 6;

/** What people did, newest first. Entries are never changed. */
export function AuditPart() {
  const { subject = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(subject);
  const entries = useInfiniteQuery(auditQuery(subject));
  const find = useDebouncedCallback((next: string) => {
    void navigate({ search: (before) => ({ ...before, subject: next }), replace: true });
  }, PAUSE_MS);
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel
      title="Audit log"
      note="who did what, newest first"
      actions={
        <TextInput
          aria-label="Only this subject"
          placeholder="Subject: connection m3"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            find(event.currentTarget.value.trim());
          }}
        />
      }
      flush
    >
      {entries.error ? <ErrorPanel error={entries.error} onRetry={() => void entries.refetch()} /> : null}
      {entries.isPending ? <Loading bars={[32, 32, 32]} what="the audit log" /> : null}
      {entries.data && items.length === 0 ? (
        <Empty title={subject === '' ? 'Nothing has been done yet' : 'Nothing was done to this subject'}>
          <p>Sign-ins, retries, changed connections and roles will be listed here.</p>
        </Empty>
      ) : null}
      <ul>
        {items.map((entry) => (
          <Entry key={`${entry.at} ${entry.by} ${entry.action} ${entry.subject}`} entry={entry} />
        ))}
      </ul>
      {entries.hasNextPage ? (
        <div className={styles.more}>
          <Button variant="default" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            Show 50 more
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { did, subject, detail } = auditWords(entry);
  return (
    <li className={styles.entry}>
      <span className={styles.when}>
        <When at={entry.at} />
      </span>
      <span className={styles.by}>{entry.by}</span>
      <span>
        {did} {subject ? <Subject {...subject} /> : null}
        {detail === '' ? null : <span className={styles.detail}>{detail}</span>}
      </span>
      <code className={styles.action}>{entry.action}</code>
    </li>
  );
}

function Subject({ noun, id }: { readonly noun: string; readonly id: string }) {
  if (noun === 'run') {
    return (
      <>
        order run{' '}
        <Link to="/runs/$id" params={{ id }} search={{}} className="mono" data-tip={id}>
          …{id.slice(-SHORT_ID)}
        </Link>
      </>
    );
  }
  return (
    <>
      {noun} <code>{id}</code>
    </>
  );
}
