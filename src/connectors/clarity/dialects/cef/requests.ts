import { listPrices, listRecords } from './page-requests.ts';
import { isCustomerRequest } from '../../model/customer-request.ts';
import { stampIn } from '../../model/source-time.ts';
import type { ClarityRequest, NameList, OrderFilter } from '../../model/request.ts';
import type { DialectSettings, HttpPlan } from '../dialect.ts';
import { planCustomers } from './customers.ts';
import { planFulfilment } from './fulfilment.ts';
import { planProducts } from './products.ts';
import { listInventories, productIds, saveInventories } from './stock-requests.ts';

/**
 * Routes of the older generation (docs/systems/clarity-ecommerce.md, "Base paths" and "Orders"). Reads carry a fresh
 * `noCache`, because the store answers from a cache for about a minute otherwise.
 */
export function planRequest(request: ClarityRequest, settings: DialectSettings, nonce: string): HttpPlan | undefined {
  if (isCustomerRequest(request)) return planCustomers(request, settings, nonce);
  switch (request.ask) {
    case 'order-read':
    case 'order-look':
      return read('Ordering/SalesOrder', request.id, nonce);
    case 'order-list':
      if (request.newest) return newestOrder(nonce);
      return settings.surface === 'full' && request.paged !== true
        ? listForConnect(request, settings)
        : listPages(request, settings, nonce);
    case 'order-update':
      return { label: 'SalesOrder/Update', method: 'PUT', path: '/Ordering/SalesOrder/Update', wait: 'call' };
    case 'order-action':
      return {
        label: `SalesOrder/${request.action}`,
        method: 'PATCH',
        path: `/Ordering/SalesOrder/${request.action}/${encodeURIComponent(request.id)}`,
        wait: 'call',
      };
    case 'account-read':
      return read('Accounts/Account', request.id, nonce);
    case 'account-find':
      return find('Accounts/Account', request.key, settings, nonce);
    case 'account-update':
      return { label: 'Account/Update', method: 'PUT', path: '/Accounts/Account/Update', wait: 'call' };
    case 'product-read':
      return read('Products/Product', request.id, nonce);
    case 'product-find':
      return find('Products/Product', request.sku, settings, nonce);
    case 'product-list':
    case 'product-update':
    case 'product-create':
    case 'price-read':
    case 'price-save':
    case 'price-point-list':
    case 'price-point-save':
    case 'index-rebuild':
      return planProducts(request, nonce);
    case 'product-ids':
      return productIds(request.skus);
    case 'inventory-list':
      return listInventories(request.productIds);
    case 'inventory-save':
      return saveInventories(request.rows);
    case 'inventory-read':
      return {
        label: 'Inventory/Calculate',
        method: 'GET',
        path: `/Providers/Inventory/CalculateInventory/${encodeURIComponent(request.productId)}`,
        query: { noCache: nonce },
        wait: 'call',
      };
    case 'payment-list':
      return {
        label: 'SalesOrderPayments',
        method: 'GET',
        path: '/Payments/SalesOrderPayments',
        query: { Active: 'true', MasterID: request.orderId, noCache: nonce },
        wait: 'list',
      };
    case 'shipment-find':
    case 'shipment-save':
    case 'invoice-find':
    case 'invoice-save':
    case 'return-read':
      return planFulfilment(request, settings, nonce);
    case 'record-page':
      return listRecords(request, settings);
    case 'price-list':
      return listPrices(request.productIds);
    case 'payment-read':
      return read('Payments/Payment', request.id, nonce);
    case 'payment-link':
      return {
        label: 'SalesOrderPayments',
        method: 'GET',
        path: '/Payments/SalesOrderPayments',
        query: { Active: 'true', SlaveID: request.paymentId, noCache: nonce },
        wait: 'list',
      };
    case 'payment-changes':
      return paymentChanges(request, settings, nonce);
    case 'current-user':
      return get('CurrentUser', '/Contacts/CurrentUser', nonce);
    case 'permission-check':
      return {
        label: 'HasPermission',
        method: 'POST',
        path: '/Authentication/CurrentUser/HasPermission',
        body: { Name: request.permission },
        wait: 'call',
      };
    case 'digest-check':
      return get('SalesOrdersDigest', '/Ordering/SalesOrdersDigest', nonce);
    case 'name-list':
      return get(request.of, NAME_ROUTES[request.of], nonce);
  }
}

/** Payments changed since then, page by page in both surfaces: a day of a busy store is long. */
function paymentChanges(
  { modifiedSince, page = 1 }: Extract<ClarityRequest, { ask: 'payment-changes' }>,
  { zone, surface }: DialectSettings,
  nonce: string,
): HttpPlan {
  const query = {
    ModifiedSince: stampIn(zone, Date.parse(modifiedSince)),
    Sorts: '[{field:ID,order:0,dir:asc}]',
    Paging: `{Size:${PAGE_SIZE},StartIndex:${page}}`,
    noCache: nonce,
  };
  // Only the list for integrations shows attributes: fees, and what a refund takes back.
  const path = surface === 'full' ? '/Payments/PaymentsForConnect' : '/Payments/Payments';
  return { label: 'Payments', method: 'GET', path, query, wait: 'list' };
}

/** Where the lists of names stand. */
const NAME_ROUTES: Readonly<Record<NameList, string>> = {
  'order-statuses': '/Ordering/SalesOrderStatuses',
  brands: '/Brands/Brands',
  stores: '/Stores/Stores',
  warehouses: '/Inventory/InventoryLocations',
  currencies: '/Currencies/Currencies',
};

export const PAGE_SIZE = 250;

function read(entity: string, id: string, nonce: string): HttpPlan {
  return get(`${shortName(entity)}/ID`, `/${entity}/ID/${encodeURIComponent(id)}`, nonce);
}

// Keys may hold slashes; the route takes the rest of the path, and percent-encoding it is harmless.
function find(entity: string, key: string, settings: DialectSettings, nonce: string): HttpPlan {
  const label = `${shortName(entity)}/Key`;
  if (settings.surface === 'full') return get(label, `/${entity}/Key/${encodeURIComponent(key)}`, nonce);
  const query = { CustomKey: key, CustomKeyStrict: 'true', Active: 'true', noCache: nonce };
  return { label, method: 'GET', path: `/${entity}s`, query, wait: 'list' };
}

function get(label: string, path: string, nonce: string): HttpPlan {
  return { label, method: 'GET', path, query: { noCache: nonce }, wait: 'call' };
}

const shortName = (entity: string): string => entity.slice(entity.indexOf('/') + 1);

/** The list for integrations: no paging, no cache, masters and parts alike. */
function listForConnect(filter: OrderFilter, settings: DialectSettings): HttpPlan {
  return {
    label: 'SalesOrdersForConnect',
    method: 'POST',
    path: '/Ordering/SalesOrdersForConnect',
    body: searchModel(filter, settings),
    wait: 'list',
  };
}

/** The plain list pages and sorts, which the list for integrations does not. */
function newestOrder(nonce: string): HttpPlan {
  const query = {
    Active: 'true',
    Paging: '{Size:1,StartIndex:1}',
    Sorts: '[{field:CreatedDate,order:0,dir:desc}]',
    noCache: nonce,
  };
  return { label: 'SalesOrders', method: 'GET', path: '/Ordering/SalesOrders', query, wait: 'list' };
}

/** The list of the portals. Its page number is called StartIndex and begins with 1. */
function listPages(filter: OrderFilter, settings: DialectSettings, nonce: string): HttpPlan {
  const search = Object.entries(searchModel(filter, settings)).map(([name, value]) => [name, String(value)] as const);
  return {
    label: 'SalesOrders',
    method: 'GET',
    path: '/Ordering/SalesOrders',
    query: {
      ...Object.fromEntries(search),
      Paging: `{Size:${PAGE_SIZE},StartIndex:${filter.page ?? 1}}`,
      noCache: nonce,
    },
    wait: 'list',
  };
}

function searchModel(filter: OrderFilter, { zone }: DialectSettings): Record<string, string | boolean> {
  const stamp = (time: string): string => stampIn(zone, Date.parse(time));
  const { modifiedSince, modifiedUntil, placedFrom, placedUntil, status, accountKey, active = true } = filter;
  return {
    Active: active,
    ...(modifiedSince === undefined ? {} : { ModifiedSince: stamp(modifiedSince) }),
    ...(modifiedUntil === undefined ? {} : { MaxUpdatedOrCreatedDate: stamp(modifiedUntil) }),
    ...(placedFrom === undefined ? {} : { MinDate: stamp(placedFrom) }),
    ...(placedUntil === undefined ? {} : { MaxDate: stamp(placedUntil) }),
    ...(status === undefined ? {} : { StatusKey: status }),
    ...(accountKey === undefined ? {} : { AccountKey: accountKey }),
    ...(filter.partOfGroup === undefined ? {} : { HasSalesGroupAsSub: filter.partOfGroup }),
  };
}
