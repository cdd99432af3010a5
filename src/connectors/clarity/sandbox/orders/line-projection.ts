import type { OrderLine } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';

/** One order line as the store shows it: with its product flattened and prices in the selling currency. */
export function lineProjection(state: StoreState, line: OrderLine): Record<string, unknown> {
  const product = state.entity('Product').get(line.ProductID);
  const currencies = state.entity('Currency');
  return {
    ID: line.ID,
    CustomKey: line.CustomKey ?? undefined,
    Active: line.Active,
    CreatedDate: line.CreatedDate,
    Sku: line.Sku ?? undefined,
    Name: line.Name ?? undefined,
    Description: line.Description ?? undefined,
    UnitOfMeasure: line.UnitOfMeasure ?? undefined,
    Quantity: line.Quantity,
    QuantityBackOrdered: line.QuantityBackOrdered,
    QuantityPreSold: line.QuantityPreSold,
    UnitCorePrice: line.UnitCorePrice,
    UnitSoldPrice: line.UnitSoldPrice ?? undefined,
    UnitCorePriceInSellingCurrency: line.SellingCurrencyKey ? line.UnitCorePrice : undefined,
    UnitSoldPriceInSellingCurrency: line.SellingCurrencyKey ? (line.UnitSoldPrice ?? undefined) : undefined,
    ExtendedPrice: line.ExtendedPrice,
    ExtendedPriceInSellingCurrency: line.SellingCurrencyKey ? line.ExtendedPrice : undefined,
    ExtendedShippingAmount: line.ExtendedShippingAmount,
    ExtendedTaxAmount: line.ExtendedTaxAmount,
    ItemType: line.ItemType,
    Status: line.Status ?? undefined,
    OriginalCurrencyID: line.OriginalCurrencyKey ? currencies.byKey(line.OriginalCurrencyKey)?.ID : undefined,
    OriginalCurrencyKey: line.OriginalCurrencyKey ?? undefined,
    SellingCurrencyID: line.SellingCurrencyKey ? currencies.byKey(line.SellingCurrencyKey)?.ID : undefined,
    SellingCurrencyKey: line.SellingCurrencyKey ?? undefined,
    ProductID: line.ProductID ?? undefined,
    ProductKey: product?.CustomKey ?? undefined,
    ProductName: product?.['Name'] ?? undefined,
    ProductTaxCode: product?.['TaxCode'] ?? undefined,
    ProductUnitOfMeasure: product?.['UnitOfMeasure'] ?? undefined,
    ProductIsTaxable: product?.['IsTaxable'] ?? undefined,
    ProductNothingToShip: product?.['NothingToShip'] ?? undefined,
    Notes: filled(line.Notes),
    Discounts: filled(line.Discounts),
    Targets: filled(line.Targets),
  };
}

function filled<T>(list: T[] | undefined): T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}
