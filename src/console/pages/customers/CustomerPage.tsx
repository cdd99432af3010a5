import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AnswerOf } from '../../../api/types.ts';
import { customerQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Identifier } from '../../parts/Copy.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { plural } from '../../words/amount.ts';
import { callOf, commandOf } from '../../words/scripts.ts';
import { AddressList } from './AddressList.tsx';
import styles from './CustomerPage.module.css';
import { LinkNotes } from './LinkNotes.tsx';
import { OpenInvoices, Payments } from './MoneyLists.tsx';
import { RunList } from './RunList.tsx';
import { SideBySide } from './SideBySide.tsx';

const route = getRouteApi('/frame/customers/$connection/$id');

export type CustomerView = AnswerOf<'getCustomer'>;

/** One customer over both systems, read from them when the page is opened. */
export function CustomerPage() {
  const { connection, id } = route.useParams();
  const customer = useQuery(customerQuery(connection, id));
  const title = customer.data?.name || `Customer ${id}`;
  return (
    <Page
      title={title}
      lead={customer.data ? <Numbers customer={customer.data} /> : null}
      actions={
        <CliNote
          cli={commandOf('runs list', { search: id })}
          api={callOf(`/customers/${encodeURIComponent(connection)}/${encodeURIComponent(id)}`)}
        />
      }
    >
      <Link to="/customers" search={{}} className={styles.back}>
        All customers
      </Link>
      {customer.error ? <ErrorPanel error={customer.error} onRetry={() => void customer.refetch()} /> : null}
      {customer.isPending ? <Loading bars={[240, 160, 160]} what="the customer, from both systems" /> : null}
      {customer.data ? <Whole customer={customer.data} /> : null}
    </Page>
  );
}

/** Which record it is in each system; a system that has none, or did not answer, is named too. */
function Numbers({ customer }: { readonly customer: CustomerView }) {
  return (
    <ul className={styles.sides}>
      {customer.sides.map((side) => (
        <li key={side.connection} data-bad={side.failure !== undefined || undefined}>
          <span>{side.title}</span>
          {side.id === undefined ? <em>no linked record</em> : <Identifier value={side.id} what={side.title} />}
          {side.failure ? <span className={styles.failure}>{side.failure.message}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Whole({ customer }: { readonly customer: CustomerView }) {
  const held = customer.orders.filter(({ state }) => state === 'held' || state === 'failed');
  const rest = customer.orders.filter((run) => !held.includes(run));
  const differ = customer.fields.filter(({ same }) => !same).length;
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        {held.length > 0 ? (
          <Panel title="Needs a person" note={plural(held.length, 'order')} flush>
            <RunList runs={held} showWhy />
          </Panel>
        ) : null}
        <Panel
          title="Who they are"
          note={differ === 0 ? 'both systems agree' : `${plural(differ, 'field')} differ`}
          flush
        >
          <SideBySide customer={customer} />
        </Panel>
        <Panel title="Addresses" note={plural(customer.addresses.length, 'address', 'addresses')} flush>
          <AddressList addresses={customer.addresses} />
        </Panel>
      </div>
      <div className={styles.column}>
        <Panel title={held.length > 0 ? 'Other orders' : 'Orders'} note={plural(rest.length, 'order')} flush>
          <RunList runs={rest} empty="No other order of this customer has come through here." />
        </Panel>
        <Panel title="Open invoices" flush>
          <OpenInvoices invoices={customer.openInvoices} />
        </Panel>
        <Panel title="Payments of the newest orders" flush>
          <Payments payments={customer.payments} />
        </Panel>
        <Panel title="Changes" flush>
          <RunList runs={customer.changes} showFlow empty="Nothing but orders has gone through here." />
          <LinkNotes notes={customer.links} />
        </Panel>
      </div>
    </div>
  );
}
