import { changeOrder } from '../control/changes.ts';
import type { Reply } from '../gateway/reply.ts';
import type { SideRequest } from '../gateway/route.ts';
import { confirmDraft } from '../programs/confirm.ts';
import type { Sandbox } from '../sandbox.ts';
import { controlsPage } from './controls.ts';
import { answerCustomerForm, customerListPage, customerPage } from './customers.ts';
import { effectLogPage } from './effect-log.ts';
import { feedPage } from './feed.ts';
import { html } from './html.ts';
import { changeLife, lifePage } from './life.ts';
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
    const fault = changeLife(sandbox, Object.fromEntries(form));
    return fault === undefined ? seeOther('/life') : lifePage(sandbox, fault);
  }
  if (kind === 'orders') return answerOrder(sandbox, method, number, action, form);
  if (kind === 'staged') return answerStaged(sandbox, method, number, action);
  if (kind === 'items') return answerItem(sandbox, method, number, action, form);
  return kind === 'customers' ? answerCustomer(sandbox, method, number, action, form) : notFound();
}

function answerCustomer(
  sandbox: Sandbox,
  method: string,
  number: string,
  action: string | undefined,
  form: URLSearchParams,
): Reply {
  const customer = sandbox.world.customers.get(number);
  if (!customer) return notFound();
  if (method === 'GET' && action === undefined) return customerPage(sandbox, customer);
  if (method !== 'POST' || action !== 'edit') return notFound();
  const fault = answerCustomerForm(sandbox, customer, form);
  return fault === undefined
    ? seeOther(`/customers/${encodeURIComponent(number)}`)
    : customerPage(sandbox, customer, fault);
}

function answerOrder(
  sandbox: Sandbox,
  method: string,
  number: string,
  action: string | undefined,
  form: URLSearchParams,
): Reply {
  const order = sandbox.world.orders.get(number);
  if (!order) return notFound();
  if (method === 'GET' && action === undefined) return orderPage(sandbox, order, '');
  if (method !== 'POST' || !['advance', 'stop', 'release'].includes(action ?? '')) return notFound();
  const line = form.get('line');
  const fault = changeOrder(sandbox, number, action ?? '', line === null ? {} : { lines: [Number(line)] });
  return fault === undefined ? seeOther(`/orders/${number}`) : orderPage(sandbox, order, fault);
}

function answerItem(
  sandbox: Sandbox,
  method: string,
  number: string,
  action: string | undefined,
  form: URLSearchParams,
): Reply {
  const item = sandbox.world.items.get(number);
  if (!item) return notFound();
  if (method === 'GET' && action === undefined) return itemPage(sandbox, item, '');
  if (method !== 'POST' || (action !== 'edit' && action !== 'price')) return notFound();
  const fault = answerItemForm(sandbox, item, action, form);
  return fault === undefined ? seeOther(`/items/${encodeURIComponent(number)}`) : itemPage(sandbox, item, fault);
}

function answerStaged(sandbox: Sandbox, method: string, number: string, action: string | undefined): Reply {
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
