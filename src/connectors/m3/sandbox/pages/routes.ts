import { changeLife } from '../../../kit/sandbox/life.ts';
import { changeOrder } from '../control/changes.ts';
import type { Reply } from '../gateway/reply.ts';
import type { SideRequest } from '../gateway/route.ts';
import { confirmDraft } from '../programs/confirm.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Customer } from '../state/customers.ts';
import type { Item } from '../state/items.ts';
import type { Order } from '../state/orders.ts';
import { controlsPage } from './controls.ts';
import { answerCustomerForm, customerListPage, customerPage } from './customers.ts';
import { effectLogPage } from './effect-log.ts';
import { feedPage } from './feed.ts';
import { html } from './html.ts';
import { lifePage } from './life.ts';
import { ledgerPage } from './ledger.ts';
import { answerItemForm, itemListPage, itemPage } from './items.ts';
import { page } from './layout.ts';
import { orderListPage } from './order-list.ts';
import { orderPage } from './order.ts';
import { stagedListPage, stagedPage } from './staged.ts';
import { STYLE } from './style.ts';

const RECORD = /^\/(orders|staged|customers|items)\/([^/]+)(?:\/([a-z]+))?$/;

/** Answers the web pages: lists and records to look at, and the forms on them. */
export function answerPage(sandbox: Sandbox, { method, path, query, body }: SideRequest): Reply {
  const search = query.get('q') ?? '';
  if (method === 'GET') {
    if (path === '/') return orderListPage(sandbox, search);
    if (path === '/staged') return stagedListPage(sandbox, search);
    if (path === '/items') return itemListPage(sandbox, search);
    if (path === '/customers') return customerListPage(sandbox, search);
    if (path === '/feed') return feedPage(sandbox);
    if (path === '/life') return lifePage(sandbox);
    if (path === '/ledger') return ledgerPage(sandbox, search);
    if (path === '/log') return effectLogPage(sandbox);
    if (path === '/controls') return controlsPage(sandbox);
    if (path === '/style.css') return { status: 200, type: 'css', body: STYLE };
  }
  const [, kind, key = '', action] = RECORD.exec(path) ?? [];
  const number = decoded(key);
  const form = new URLSearchParams(body);
  if (method === 'POST' && path === '/life') {
    const fault = changeLife(sandbox.life, Object.fromEntries(form));
    return fault === undefined ? seeOther('/life') : lifePage(sandbox, fault);
  }
  if (kind === undefined) return notFound();
  const visit: Visit = { sandbox, method, kind, number, action, form };
  if (kind === 'orders') return answerRecord(visit, ORDER_PAGE);
  if (kind === 'staged') return answerStaged(visit);
  if (kind === 'items') return answerRecord(visit, ITEM_PAGE);
  return kind === 'customers' ? answerRecord(visit, CUSTOMER_PAGE) : notFound();
}

/** One request about a record. */
interface Visit {
  readonly sandbox: Sandbox;
  readonly method: string;
  readonly kind: string;
  readonly number: string;
  readonly action: string | undefined;
  readonly form: URLSearchParams;
}

/** A record with a page and forms on it. */
interface RecordPage<R> {
  readonly find: (sandbox: Sandbox, number: string) => R | undefined;
  readonly show: (sandbox: Sandbox, record: R, fault: string) => Reply;
  readonly actions: readonly string[];
  /** Does what a form asks for; answers what is wrong with it, else undefined. */
  readonly act: (visit: Visit, record: R, action: string) => string | undefined;
}

const ORDER_PAGE: RecordPage<Order> = {
  find: ({ world }, number) => world.orders.get(number),
  show: orderPage,
  actions: ['advance', 'stop', 'release'],
  act: ({ sandbox, number, form }, _order, action) => {
    const line = form.get('line');
    return changeOrder(sandbox, number, action, line === null ? {} : { lines: [Number(line)] });
  },
};

const ITEM_PAGE: RecordPage<Item> = {
  find: ({ world }, number) => world.items.get(number),
  show: itemPage,
  actions: ['edit', 'price'],
  act: ({ sandbox, form }, item, action) => answerItemForm(sandbox, item, action, form),
};

const CUSTOMER_PAGE: RecordPage<Customer> = {
  find: ({ world }, number) => world.customers.get(number),
  show: customerPage,
  actions: ['edit'],
  act: ({ sandbox, form }, customer) => answerCustomerForm(sandbox, customer, form),
};

function answerRecord<R>(visit: Visit, { find, show, actions, act }: RecordPage<R>): Reply {
  const { sandbox, method, kind, number, action } = visit;
  const record = find(sandbox, number);
  if (!record) return notFound();
  if (method === 'GET' && action === undefined) return show(sandbox, record, '');
  if (method !== 'POST' || action === undefined || !actions.includes(action)) return notFound();
  const fault = act(visit, record, action);
  return fault === undefined ? seeOther(`/${kind}/${encodeURIComponent(number)}`) : show(sandbox, record, fault);
}

function answerStaged({ sandbox, method, number, action }: Visit): Reply {
  const draft = sandbox.world.drafts.get(number);
  if (!draft) return notFound();
  if (method === 'GET' && action === undefined) return stagedPage(sandbox, draft, '');
  if (method !== 'POST' || (action !== 'confirm' && action !== 'remove')) return notFound();
  if (draft.status === '90') return stagedPage(sandbox, draft, 'This staged order has become an order already.');
  if (action === 'confirm') {
    confirmDraft(sandbox, draft, 0);
    return seeOther(`/staged/${number}`);
  }
  sandbox.commit({ kind: 'draft.removed', temporaryNumber: number });
  return seeOther('/staged');
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return '';
  }
}

function seeOther(location: string): Reply {
  return { status: 303, type: 'text', body: '', headers: { location } };
}

function notFound(): Reply {
  const body = html`<h1>Not found</h1><p>There is no such record or page. <a href="/">Go to the orders</a></p>`;
  return page('Not found', '/', body, 404);
}
