import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { changed } from '../../app/search-text.ts';
import { workQuery } from '../../data/work-queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { plural } from '../../words/amount.ts';
import { CauseList } from './CauseList.tsx';
import { CausePanel } from './CausePanel.tsx';
import { WorkFilters } from './WorkFilters.tsx';
import styles from './WorkPage.module.css';
import { cliOf, filterOf } from './words.ts';

const route = getRouteApi('/frame/work');

/** What needs a person, by its cause: how much, how old, how much money, whose; and what can be done about it. */
export function WorkPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filterOf(search);
  const work = useQuery(workQuery(filter));
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
      actions={<CliNote cli={cliOf(search)} api="GET /api/v1/work" />}
    >
      <WorkFilters search={search} />
      {work.error ? <ErrorPanel error={work.error} onRetry={() => void work.refetch()} /> : null}
      {work.isPending ? <Loading bars={[72, 72, 72]} what="what needs a person" /> : null}
      {work.data ? (
        <div className={styles.columns} data-chosen={chosen ? true : undefined}>
          <CauseList groups={groups} chosen={search.cause} isFiltered={isFiltered} onChoose={choose} />
          {chosen ? (
            <CausePanel key={chosen.cause} group={chosen} filter={filter} onClose={() => choose(undefined)} />
          ) : null}
        </div>
      ) : null}
    </Page>
  );
}
