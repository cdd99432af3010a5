import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { differencesQuery, KEYS, reconciliationsQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { plural } from '../../words/amount.ts';
import { BulkRepair } from './BulkRepair.tsx';
import { DayTable } from './DayTable.tsx';
import { DifferenceFilters } from './DifferenceFilters.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';
import styles from './ReconcilePage.module.css';
import { SubjectTiles } from './SubjectTiles.tsx';
import { filterOf, type Subject } from './words.ts';

const route = getRouteApi('/frame/reconcile');

/** Whether both systems agree, what does not, why, and how to mend it. */
export function ReconcilePage() {
  const search = route.useSearch();
  const filter = filterOf(search);
  const newest = useQuery(reconciliationsQuery);
  const differences = useInfiniteQuery(differencesQuery(filter));
  const items = differences.data?.pages.flatMap((page) => page.items) ?? [];
  const [repairing, setRepairing] = useState<typeof filter>();
  const mayRepair = useMay('reconcile.repair');
  const shown = [...(newest.data?.values() ?? [])].filter(
    ({ subject }) => filter.subject === undefined || subject === filter.subject,
  );
  const known =
    filter.state === 'open' && filter.kind === undefined ? shown.reduce((sum, one) => sum + one.known, 0) : 0;
  const chosen = filter.subject === undefined ? undefined : newest.data?.get(filter.subject);

  return (
    <Page
      title="Reconcile"
      lead="Reads both systems, compares, looks a second time, and reports what still does not agree."
      actions={
        <>
          <CliNote
            cli={`npx landbridge reconcile${filter.subject === undefined ? '' : ` ${filter.subject}`}`}
            api="POST /api/v1/reconciliations"
          />
          <CompareNow {...(filter.subject === undefined ? {} : { subject: filter.subject })} />
        </>
      }
    >
      {newest.error ? <ErrorPanel error={newest.error} onRetry={() => void newest.refetch()} /> : null}
      {newest.isPending ? <Loading bars={[112]} what="reconciliations" /> : null}
      {newest.data ? <SubjectTiles newest={newest.data} filter={search} /> : null}
      {chosen ? <DayTable id={chosen.id} /> : null}
      <section className={styles.differences} aria-label="Differences">
        <DifferenceFilters filter={search} />
        {differences.error ? <ErrorPanel error={differences.error} onRetry={() => void differences.refetch()} /> : null}
        {differences.isPending ? <Loading bars={[36, 36, 36]} what="differences" /> : null}
        {differences.data ? (
          <DifferenceTable items={items} compared={(newest.data?.size ?? 0) > 0} known={known} filter={search} />
        ) : null}
        <footer className={styles.foot}>
          {differences.hasNextPage ? (
            <Button
              variant="default"
              loading={differences.isFetchingNextPage}
              onClick={() => void differences.fetchNextPage()}
            >
              Show 50 more
            </Button>
          ) : null}
          {items.length > 0 && filter.state === 'open' && mayRepair ? (
            <Button variant="default" onClick={() => setRepairing(filter)}>
              Repair all that fit…
            </Button>
          ) : null}
          {items.length > 0 ? <span>{plural(items.length, 'difference')} shown</span> : null}
          {chosen ? (
            <a href={`/api/v1/reconciliations/${chosen.id}/differences.csv`} download>
              Download all as CSV
            </a>
          ) : null}
        </footer>
      </section>
      {repairing ? <BulkRepair filter={repairing} onClose={() => setRepairing(undefined)} /> : null}
    </Page>
  );
}

function CompareNow({ subject }: { readonly subject?: Subject }) {
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () =>
      dataOf(client.startReconciliation({ body: { subjects: subject === undefined ? [] : [subject] } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.reconcile }),
  });
  return (
    <>
      <PermittedButton permission="reconcile.start" isPrimary loading={start.isPending} onClick={() => start.mutate()}>
        Compare now
      </PermittedButton>
      {start.error ? <ErrorPanel error={start.error} /> : null}
    </>
  );
}
