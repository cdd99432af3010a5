import { Decimal } from '../../../../core/decimal.ts';
import type { Inventory, Product, StockPlace } from '../../model/goods.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import { readAttributes } from './attributes.ts';

/** A product. Price and stock are no members of it in the store. */
export function readProduct(product: Reader): Product {
  const updatedAt = product.time('UpdatedDate');
  return withoutAbsent({
    id: product.need('ID', product.id('ID'), ''),
    sku: product.id('CustomKey'),
    version: updatedAt ?? product.time('CreatedDate') ?? '',
    active: product.flag('Active') !== false,
    name: product.text('Name'),
    shortDescription: product.text('ShortDescription'),
    type: product.text('TypeKey'),
    unit: product.text('UnitOfMeasure'),
    brandName: product.text('BrandName'),
    manufacturerPartNumber: product.text('ManufacturerPartNumber'),
    taxCode: product.text('TaxCode'),
    taxable: product.flag('IsTaxable'),
    visible: product.flag('IsVisible') ?? false,
    discontinued: product.flag('IsDiscontinued') ?? false,
    weight: product.decimal('Weight'),
    weightUnit: product.text('WeightUnitOfMeasure'),
    updatedAt,
    attributes: readAttributes(product),
  });
}

/** What the store calculates for a product: it clamps what can be sold at zero, and so do we. */
export function readInventory(calculated: Reader, productId: string): Inventory {
  const present = calculated.decimal('QuantityPresent') ?? '0';
  const allocated = calculated.decimal('QuantityAllocated') ?? '0';
  const free = new Decimal(calculated.decimal('QuantityOnHand') ?? new Decimal(present).minus(allocated));
  return {
    productId: calculated.id('ProductID') ?? productId,
    present,
    allocated,
    available: free.isNegative() ? '0' : free.toFixed(),
    unlimited: calculated.flag('IsUnlimitedStock') ?? false,
    places: calculated.records('RelevantLocations').map(readPlace),
  };
}

/** A map from product id to what the store calculates for it. */
export function readInventories(byId: Reader): readonly Inventory[] {
  return byId.names().flatMap((id) => {
    const calculated = /^\d+$/.test(id) ? byId.recordNamed(id) : undefined;
    return calculated === undefined ? [] : [readInventory(calculated, id)];
  });
}

function readPlace(place: Reader): StockPlace {
  return withoutAbsent({
    sectionKey: place.id('SlaveKey'),
    warehouseKey: place.id('InventoryLocationSectionInventoryLocationKey') ?? place.id('InventoryLocationKey'),
    quantity: place.decimal('Quantity') ?? '0',
    allocated: place.decimal('QuantityAllocated') ?? '0',
    preSold: place.decimal('QuantityPreSold'),
    broken: place.decimal('QuantityBroken'),
  });
}
