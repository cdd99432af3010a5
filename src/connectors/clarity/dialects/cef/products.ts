import type { ProductChange, PricePoint, RawPrices } from '../../model/product-change.ts';
import type { ClarityRequest } from '../../model/request.ts';
import type { HttpPlan } from '../dialect.ts';

type Asked =
  | 'product-list'
  | 'product-update'
  | 'product-create'
  | 'price-read'
  | 'price-save'
  | 'price-point-list'
  | 'price-point-save'
  | 'index-rebuild';
type Body = Record<string, unknown>;

/** Routes for products and prices (docs/systems/clarity-ecommerce.md, "Catalogue and stock"). */
export function planProducts(request: Extract<ClarityRequest, { ask: Asked }>, nonce: string): HttpPlan {
  switch (request.ask) {
    case 'product-list':
      // Without "Active" also the deactivated ones: they must not be made anew.
      return forConnect('Products/Products', { CustomKeys: request.skus, CustomKeysStrict: true });
    case 'product-update':
      return { label: 'Product/Update', method: 'PUT', path: '/Products/Product/Update', wait: 'call' };
    case 'product-create': {
      const body = changeProduct(request.set, { CustomKey: request.sku, TypeKey: 'GENERAL', Active: true });
      return { label: 'Product/Create', method: 'POST', path: '/Products/Product/Create', body, wait: 'call' };
    }
    case 'price-read': {
      const path = `/Pricing/Prices/RawForProduct/ID/${encodeURIComponent(request.productId)}`;
      return { label: 'RawPrices/ID', method: 'GET', path, query: { noCache: nonce }, wait: 'call' };
    }
    case 'price-save': {
      const body = { RawPricesToPush: request.rows.map(rawPrices) };
      return {
        label: 'RawPrices/BulkUpdate',
        method: 'PATCH',
        path: '/Pricing/Prices/RawForProduct/BulkUpdate',
        body,
        wait: 'list',
      };
    }
    case 'price-point-list':
      return forConnect('Pricing/ProductPricePoints', {
        Active: true,
        CustomKeys: request.keys,
        CustomKeysStrict: true,
      });
    case 'price-point-save': {
      const body = pricePoint(request.row);
      const path = '/Pricing/ProductPricePoint/Upsert';
      return { label: 'ProductPricePoint/Upsert', method: 'POST', path, body, wait: 'call' };
    }
    case 'index-rebuild':
      return { label: 'Products/Index', method: 'POST', path: '/Providers/Searching/Products/Index', wait: 'list' };
  }
}

/** Puts a change into the body of a product. Categories are sent only when they change: a list that is sent replaces. */
export function changeProduct(change: ProductChange, body: Body, record: Readonly<Body> = {}): Body {
  const { addCategories = [], removeCategories = [], attributes, hash, weight } = change;
  const members = {
    Name: change.name,
    ShortDescription: change.shortDescription,
    UnitOfMeasure: change.unit,
    IsVisible: change.visible,
    IsDiscontinued: change.discontinued,
    Weight: weight === undefined ? undefined : Number(weight),
    WeightUnitOfMeasure: change.weightUnit,
    Hash: hash === undefined ? undefined : Number(hash),
  };
  for (const [name, value] of Object.entries(members)) if (value !== undefined) body[name] = value;
  if (addCategories.length > 0 || removeCategories.length > 0) {
    const present = Array.isArray(record['ProductCategories']) ? (record['ProductCategories'] as Body[]) : [];
    const kept = present.filter(({ SlaveKey }) => !removeCategories.includes(String(SlaveKey)));
    body['ProductCategories'] = [...kept, ...addCategories.map((SlaveKey) => ({ SlaveKey, Active: true }))];
  }
  if (attributes !== undefined) {
    const before = (record['SerializableAttributes'] ?? {}) as Readonly<Record<string, Body>>;
    const own = Object.entries(attributes).map(([Key, Value]) => [Key, { ...before[Key], Key, Value }] as const);
    body['SerializableAttributes'] = { ...before, ...Object.fromEntries(own) };
  }
  return body;
}

function rawPrices({ productId, base, sale, msrp, reduction }: RawPrices): Body {
  return {
    ID: Number(productId),
    ...(base === undefined ? {} : { PriceBase: Number(base) }),
    ...(sale === undefined ? {} : { PriceSale: Number(sale) }),
    ...(msrp === undefined ? {} : { PriceMsrp: Number(msrp) }),
    ...(reduction === undefined ? {} : { PriceReduction: Number(reduction) }),
  };
}

function pricePoint({ key, productId, list, price, currency, unit }: PricePoint): Body {
  return {
    CustomKey: key,
    Active: true,
    MasterID: Number(productId),
    SlaveKey: list,
    MinQuantity: 1,
    Price: Number(price),
    CurrencyKey: currency,
    ...(unit === undefined ? {} : { UnitOfMeasure: unit }),
  };
}

function forConnect(entities: string, body: Body): HttpPlan {
  const label = `${entities.slice(entities.indexOf('/') + 1)}ForConnect`;
  return { label, method: 'POST', path: `/${entities}ForConnect`, body, wait: 'list' };
}
