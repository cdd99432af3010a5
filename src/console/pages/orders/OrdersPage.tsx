import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { changed } from '../../app/search-text.ts';
import { runsQuery } from '../../data/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { CliNote } from '../../parts/CliNote.tsx';
import { ALL_FLOWS } from '../../words/flows.ts';
import { callOf, commandOf } from '../../words/scripts.ts';
import { isFiltered, type OrdersSearch, queryOf } from './filter.ts';
import { OrderCards } from './OrderCards.tsx';
import { OrderFilters } from './OrderFilters.tsx';
import styles from './OrdersPage.module.css';
import { OrderTable } from './OrderTable.tsx';
import { useUtcMidnight } from '../../parts/use-now.ts';
import { useRowKeys } from '../../parts/use-row-keys.ts';

const route = getRouteApi('/frame/orders');
const NARROW = '(max-width: 767px)';

/** Every order, found by any number, e-mail or name. */
export function OrdersPage() {
  const search = route.useSearch();
  const query = queryOf(search, useUtcMidnight());
  const runs = useInfiniteQuery(runsQuery(query));
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const List = narrow ? OrderCards : OrderTable;

  return (
    <Page title="Orders" actions={<CliNote cli={commandOf('runs list', query)} api={callOf('/runs', query)} />}>
      <OrderFilters search={search} />
      {runs.error ? <ErrorPanel error={runs.error} onRetry={() => void runs.refetch()} /> : null}
      {runs.isPending ? <Loading bars={[36, 36, 36, 36, 36, 36]} what="orders" /> : null}
      {runs.data && items.length === 0 ? <Nothing search={search} /> : null}
      {items.length > 0 ? (
        <div ref={list} className={styles.list} data-old={runs.isPlaceholderData || undefined}>
          <List runs={items} />
        </div>
      ) : null}
      {runs.hasNextPage ? (
        <div className={styles.more}>
          <Button variant="default" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            Show 50 more
          </Button>
          <span>
            {items.length} shown, {search.q ? 'what is exactly meant first' : 'newest first'}
          </span>
        </div>
      ) : null}
    </Page>
  );
}

function Nothing({ search }: { readonly search: OrdersSearch }) {
  if (!isFiltered(search)) {
    return (
      <Empty title="No order has arrived yet" next={<Link to="/connections">Look at the connections</Link>}>
        <p>
          Place an order in the store. It appears here within a second of its webhook; without a webhook, the poll finds
          it a little later.
        </p>
      </Empty>
    );
  }
  return (
    <Empty
      title="No order matches"
      next={
        <>
          {search.flow === ALL_FLOWS ? null : (
            <Link to="/orders" search={changed(search, { flow: ALL_FLOWS })}>
              Look in all flows
            </Link>
          )}
          <Link to="/orders" search={{}}>
            Show all orders
          </Link>
        </>
      }
    >
      <p>
        Order, customer and item numbers must be whole; names and e-mail addresses may be begun. A filter by state or
        time may hide it.
      </p>
    </Empty>
  );
}
