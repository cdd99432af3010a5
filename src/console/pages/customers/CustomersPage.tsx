import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import type { AnswerOf } from '../../../api/types.ts';
import { customersQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { useRowKeys } from '../../parts/use-row-keys.ts';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/amount.ts';
import { callOf, commandOf } from '../../words/scripts.ts';
import styles from './CustomersPage.module.css';

const route = getRouteApi('/frame/customers');
const PAUSE_MS = 200;

type Hit = AnswerOf<'listCustomers'>['items'][number];

/** Customers found by any number, name or e-mail; those who ordered last stand first. */
export function CustomersPage() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const customers = useQuery(customersQuery(q));
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  const search = useDebouncedCallback(
    (text: string) => void navigate({ search: text.trim() === '' ? {} : { q: text.trim() }, replace: true }),
    PAUSE_MS,
  );
  const asked = q === '' ? {} : { search: q };
  return (
    <Page
      title="Customers"
      lead="One customer over both systems: who they are, what they ordered, what they owe."
      actions={<CliNote cli={commandOf('runs list', asked)} api={callOf('/customers', asked)} />}
    >
      <TextInput
        className={styles.find}
        aria-label="Find a customer by any number, name or e-mail"
        placeholder="Customer number, account, name or e-mail"
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={q}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {customers.error ? <ErrorPanel error={customers.error} onRetry={() => void customers.refetch()} /> : null}
      {customers.isPending ? <Loading bars={[56, 56, 56, 56]} what="customers" /> : null}
      {customers.data?.length === 0 ? <Nothing searched={q !== ''} /> : null}
      {customers.data && customers.data.length > 0 ? (
        <ul className={styles.list} ref={list} data-old={customers.isPlaceholderData || undefined}>
          {customers.data.map((hit) => (
            <Row key={`${hit.connection}/${hit.id}`} hit={hit} />
          ))}
        </ul>
      ) : null}
    </Page>
  );
}

function Row({ hit }: { readonly hit: Hit }) {
  return (
    <li>
      <Link
        to="/customers/$connection/$id"
        params={{ connection: hit.connection, id: hit.id }}
        className={styles.row}
        data-row-link
      >
        <span className={styles.name}>{hit.name === '' ? hit.id : hit.name}</span>
        <span className={styles.email}>{hit.email}</span>
        <span className={styles.numbers}>
          {hit.customerNumber ? (
            <span>
              M3 <span className="mono">{hit.customerNumber}</span>
            </span>
          ) : null}
          {hit.accountId ? (
            <span>
              Clarity <span className="mono">{hit.accountId}</span>
            </span>
          ) : null}
        </span>
        <span className={styles.open} data-some={hit.open > 0 || undefined}>
          {hit.open > 0 ? plural(hit.open, 'open order') : ''}
        </span>
        <span className={styles.when}>
          <When at={hit.lastOrderAt} focusable={false} />
        </span>
      </Link>
    </li>
  );
}

function Nothing({ searched }: { readonly searched: boolean }) {
  if (!searched) {
    return (
      <Empty title="Nobody has ordered yet" next={<Link to="/connections">Look at the connections</Link>}>
        <p>Customers appear here with their first order, or as soon as they are kept in step between both systems.</p>
      </Empty>
    );
  }
  return (
    <Empty
      title="No customer matches"
      next={
        <Link to="/customers" search={{}}>
          Show who ordered last
        </Link>
      }
    >
      <p>Numbers must be whole; names and e-mail addresses may be begun.</p>
    </Empty>
  );
}
