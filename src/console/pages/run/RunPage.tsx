import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { RunDetail } from '../../../api/types.ts';
import { changed } from '../../app/search-text.ts';
import { connectionsQuery, runActionsQuery, runQuery, stepTitlesQuery } from '../../data/queries.ts';
import { isTyping } from '../../frame/typing.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { useRowKeys } from '../../parts/use-row-keys.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { ORDERS_FLOW } from '../../words/flows.ts';
import { nameOf } from '../../words/facts.ts';
import { callOf, commandOf, shellText } from '../../words/scripts.ts';
import { FixPanel } from './fix/FixPanel.tsx';
import { Inspector } from './Inspector.tsx';
import { inspectionOf } from './inspection.ts';
import { LinesPanel } from './LinesPanel.tsx';
import { linesOf } from './lines.ts';
import { RelatedPanel } from './RelatedPanel.tsx';
import { RunFacts, RunHeading } from './RunFacts.tsx';
import styles from './RunPage.module.css';
import { Situation } from './Situation.tsx';
import { situationOf } from './situation.ts';
import { StoryPanel } from './StoryPanel.tsx';
import { storyOf } from './story.ts';
import { VerbBar } from './VerbBar.tsx';

const route = getRouteApi('/frame/runs/$id');
const WIDE = '(min-width: 1180px)';
const NO_TITLES: ReadonlyMap<string, string> = new Map();

/** What happened to one order, in both systems, and what is next. */
export function RunPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  if (run.data) return <Run run={run.data} error={run.error} />;
  return (
    <Page title="Order">
      {run.error ? (
        <ErrorPanel error={run.error} onRetry={() => void run.refetch()} />
      ) : (
        <Loading bars={[90, 120, 420]} what="the order" />
      )}
    </Page>
  );
}

function Run({ run, error }: { readonly run: RunDetail; readonly error: unknown }) {
  const { at } = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(connectionsQuery).data ?? [];
  const actions = useQuery(runActionsQuery(run.id));
  const titles = useQuery(stepTitlesQuery(run.flow, run.flowVersion)).data;
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const story = useMemo(() => storyOf(run), [run]);
  const lines = useMemo(() => linesOf(run, story), [run, story]);
  const inspection = at === undefined ? undefined : inspectionOf(at, run, story, titles ?? NO_TITLES);
  const page = useRef<HTMLDivElement>(null);
  useRowKeys(page);

  const select = (next: string | undefined) =>
    void navigate({
      search: (before) => changed(before, { at: next === at ? undefined : next }),
      replace: true,
      resetScroll: false,
    });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && at !== undefined && !isTyping(event.target)) select(undefined);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const inspector = inspection ? (
    <Inspector key={inspection.id} inspection={inspection} onClose={() => select(undefined)} />
  ) : null;
  return (
    <Page
      title={`Order ${nameOf(run)}`}
      heading={<RunHeading run={run} />}
      lead={run.flow === ORDERS_FLOW ? undefined : run.flowTitle}
      actions={
        <>
          <CliNote
            cli={commandOf(`runs show ${shellText(run.id)}`)}
            api={callOf(`/runs/${encodeURIComponent(run.id)}`)}
          />
          {situationOf(run) ? null : <VerbBar run={run} actions={actions.data ?? []} />}
        </>
      }
    >
      {error ? <ErrorPanel error={error} /> : null}
      <RunFacts run={run} />
      <Situation run={run} actions={actions.data ?? []} />
      <FixPanel run={run} />
      <div className={styles.columns} ref={page}>
        <StoryPanel
          run={run}
          story={story}
          connections={connections}
          titles={titles ?? NO_TITLES}
          selected={at}
          onSelect={select}
          inline={wide ? null : inspector}
        />
        <div className={styles.side}>
          {wide ? inspector : null}
          {lines.length > 0 ? <LinesPanel lines={lines} currency={run.facts.currency} /> : null}
          <RelatedPanel run={run} />
        </div>
      </div>
    </Page>
  );
}
