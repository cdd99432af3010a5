import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { changed } from '../../app/search-text.ts';
import { workQuery } from '../../data/work-queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { plural } from '../../words/amount.ts';
import { callOf, commandOf } from '../../words/scripts.ts';
import { BulkDialog, type BulkOrder } from './BulkDialog.tsx';
import { CauseList } from './CauseList.tsx';
import { CausePanel } from './CausePanel.tsx';
import { WorkFilters } from './WorkFilters.tsx';
import styles from './WorkPage.module.css';
import { filterOf, scriptQueryOf } from './words.ts';

const route = getRouteApi('/frame/work');

/** What needs a person, by its cause: how much, how old, how much money, whose; and what can be done about it. */
export function WorkPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filterOf(search);
  const scripted = scriptQueryOf(search);
  const work = useQuery(workQuery(filter));
  // Kept here and not with its cause, which is gone as soon as all of it is done: what came of it stays to be read.
  const [order, setOrder] = useState<BulkOrder>();
  const groups = work.data ?? [];
  const chosen = groups.find(({ cause }) => cause === search.cause);
  const count = groups.reduce((total, group) => total + group.count, 0);
  const isFiltered = Object.keys(filter).length > 0;
  const choose = (cause: string | undefined) =>
    void navigate({ search: (before) => changed(before, { cause }), resetScroll: false });

  return (
    <Page
      title="Work list"
      lead={
        work.data === undefined
          ? 'What needs a person, by its cause.'
          : `${plural(count, 'record')} with ${plural(groups.length, 'cause')}. Mended once, all that are alike go on.`
      }
      actions={<CliNote cli={commandOf('holds causes', scripted)} api={callOf('/work', scripted)} />}
    >
      <WorkFilters search={search} />
      {work.error ? <ErrorPanel error={work.error} onRetry={() => void work.refetch()} /> : null}
      {work.isPending ? <Loading bars={[72, 72, 72]} what="what needs a person" /> : null}
      {work.data ? (
        <div className={styles.columns} data-chosen={chosen ? true : undefined}>
          <CauseList groups={groups} chosen={search.cause} isFiltered={isFiltered} onChoose={choose} />
          {chosen ? (
            <CausePanel
              key={chosen.cause}
              group={chosen}
              filter={filter}
              onAsk={setOrder}
              onClose={() => choose(undefined)}
            />
          ) : null}
        </div>
      ) : null}
      {order ? <BulkDialog {...order} onClose={() => setOrder(undefined)} /> : null}
    </Page>
  );
}
