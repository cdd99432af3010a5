import { idOf } from '../entities/routes.ts';
import { listMember, type Members, member, numberMember } from '../http/members.ts';
import { CodedError, json, type Reply, succeeded } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import { noteProductWrite } from '../products/product-ledger.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

const PRICES = ['PriceBase', 'PriceSale', 'PriceMsrp', 'PriceReduction'] as const;

const READ = { effect: 'read', access: 'read', surfaces: ['full', 'admin'] } as const;
const WRITE = {
  effect: 'write',
  access: { permission: 'Products.Product.Update' },
  surfaces: ['full', 'admin'],
} as const;

/**
 * Raw prices and the search index (docs/systems/clarity-ecommerce.md, "Catalogue and stock"). Prices that are left out
 * of a change stay as they are, unless the store is set to wipe them: both are imaginable behind this route.
 */
export function priceRoutes(state: StoreState): Route[] {
  const rebuild = ({ caller }: Call): Reply => {
    const by = { by: caller?.userName ?? '', integration: caller?.integration ?? false };
    noteProductWrite(state, { what: 'index-rebuilt', productId: 0, changed: [], ...by });
    return succeeded();
  };
  return [
    {
      ...READ,
      verb: 'GET',
      path: '/Pricing/Prices/RawForProduct/ID/{ID}',
      handle: ({ parameters }) => json(rawPrices(productOf(state, idOf(parameters[0])))),
    },
    {
      ...READ,
      verb: 'POST',
      path: '/Pricing/Prices/ForProducts',
      assumed: true,
      handle: ({ body }) => json(effectivePrices(state, body)),
    },
    {
      ...WRITE,
      verb: 'PATCH',
      path: '/Pricing/Prices/RawForProduct/Update',
      handle: (call) => {
        setPrices(state, call, productOf(state, numberMember(call.body, 'ID')), call.body);
        return succeeded();
      },
    },
    {
      ...WRITE,
      verb: 'PATCH',
      path: '/Pricing/Prices/RawForProduct/BulkUpdate',
      handle: (call) => {
        const rows = listMember(call.body, 'RawPricesToPush');
        if (!rows) throw new CodedError('argumentNull', 'RawPricesToPush must not be null', 'RawPricesToPush');
        for (const row of rows) {
          // As with stock, a product that is not there is passed over without a word.
          const product = state.entity('Product').get(numberMember(row, 'ID'));
          if (product) setPrices(state, call, product, row);
        }
        return succeeded();
      },
    },
    { ...WRITE, verb: 'POST', path: '/Providers/Searching/Products/Index', handle: rebuild },
  ];
}

function productOf(state: StoreState, id: number | undefined): EntityRow {
  const product = state.entity('Product').get(id);
  if (!product) throw new CodedError('invalidOperation', 'No Product matches the ID', 'ID');
  return product;
}

function rawPrices(product: EntityRow): Members {
  const set = PRICES.filter((name) => typeof product[name] === 'number');
  return { ID: product.ID, ...Object.fromEntries(set.map((name) => [name, product[name]])) };
}

/** A map from product id to what a visitor pays; nothing for products without a price. */
function effectivePrices(state: StoreState, body: Members): Record<string, Members> {
  const ids = member(body, 'ProductIDs');
  if (!Array.isArray(ids)) throw new CodedError('argumentNull', 'ProductIDs must not be null', 'ProductIDs');
  return Object.fromEntries(
    ids.flatMap((id) => {
      const product = state.entity('Product').get(Number(id));
      if (typeof product?.['PriceBase'] !== 'number') return [];
      return [
        [String(product.ID), { BasePrice: product['PriceBase'], SalePrice: product['PriceSale'] ?? null }] as const,
      ];
    }),
  );
}

function setPrices(state: StoreState, { caller }: Call, product: EntityRow, sent: Members): void {
  const wipes = state.settings.rawPriceWipes;
  const changes: Record<string, number | null> = {};
  for (const name of PRICES) {
    const value = numberMember(sent, name);
    if (value !== undefined) changes[name] = value;
    else if (wipes) changes[name] = null;
  }
  const changed = Object.keys(changes).filter((name) => (product[name] ?? null) !== changes[name]);
  const by = { by: caller?.userName ?? '', integration: caller?.integration ?? false };
  noteProductWrite(state, { what: 'priced', productId: product.ID, changed, ...by });
  if (changed.length > 0) state.entity('Product').patch(product.ID, changes);
}
