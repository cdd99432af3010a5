import type { ClarityRequest, OrderFilter } from '../../model/request.ts';
import { stampIn } from '../../model/source-time.ts';
import type { DialectSettings, HttpPlan } from '../dialect.ts';

/** Collections an order shows only when they are asked for. */
const ORDER_PARTS = 'salesItems,discounts,notes,rateQuotes';
const PAGE_SIZE = 200;

/**
 * Routes of the current generation: `/{plugin}/{entity}`, filters by suffix, zero-based pages. The plugins' names and the
 * spelling of include and sort are assumed, so the paths are settings. Status actions and the routes of the older
 * generation's providers have no known counterpart.
 */
export function planRequest(request: ClarityRequest, settings: DialectSettings): HttpPlan | undefined {
  const { orders, accounts, products } = settings.paths;
  switch (request.ask) {
    case 'order-read':
    case 'order-look':
      return { ...read('order', orders, request.id), query: { include: ORDER_PARTS } };
    case 'order-list':
      return { label: 'order/list', method: 'GET', path: orders, query: listQuery(request, settings), wait: 'list' };
    case 'order-update':
      return { label: 'order/patch', method: 'PATCH', path: one(orders, request.id), wait: 'call' };
    case 'account-read':
      return read('account', accounts, request.id);
    case 'account-find':
      return find('account', accounts, request.key);
    case 'account-update':
      return { label: 'account/patch', method: 'PATCH', path: one(accounts, request.id), wait: 'call' };
    case 'product-read':
      return read('product', products, request.id);
    case 'product-find':
      return find('product', products, request.sku);
    default:
      return undefined;
  }
}

const one = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;

function read(label: string, path: string, id: string): HttpPlan {
  return { label: `${label}/id`, method: 'GET', path: one(path, id), wait: 'call' };
}

function find(label: string, path: string, key: string): HttpPlan {
  return {
    label: `${label}/key`,
    method: 'GET',
    path,
    query: { customKey: key, active: 'true', pageSize: '2' },
    wait: 'list',
  };
}

function listQuery(filter: OrderFilter, { zone }: DialectSettings): Record<string, string> {
  const stamp = (time: string): string => stampIn(zone, Date.parse(time));
  if (filter.newest) return { active: 'true', sort: '-createdDate', pageIndex: '0', pageSize: '1' };
  const { modifiedSince, modifiedUntil, placedFrom, placedUntil, status, accountKey, active = true, page = 1 } = filter;
  return {
    active: String(active),
    ...(modifiedSince === undefined ? {} : { updatedDateMin: stamp(modifiedSince) }),
    ...(modifiedUntil === undefined ? {} : { updatedDateMax: stamp(modifiedUntil) }),
    ...(placedFrom === undefined ? {} : { createdDateMin: stamp(placedFrom) }),
    ...(placedUntil === undefined ? {} : { createdDateMax: stamp(placedUntil) }),
    ...(status === undefined ? {} : { statusId: status }),
    ...(accountKey === undefined ? {} : { accountKey }),
    sort: 'createdDate,id',
    pageIndex: String(page - 1),
    pageSize: String(PAGE_SIZE),
  };
}
