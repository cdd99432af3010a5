/** Members of a product that are to be other than they are. What is left out stays. */
export interface ProductChange {
  readonly name?: string;
  readonly shortDescription?: string;
  readonly unit?: string;
  readonly visible?: boolean;
  readonly discontinued?: boolean;
  readonly weight?: string;
  readonly weightUnit?: string;
  /** Keys of categories it is to be put into, beside those it is in. */
  readonly addCategories?: readonly string[];
  readonly removeCategories?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  /** Our hash of what was to stand there, by which we know our own writing again. */
  readonly hash?: string;
}

/** The store's own prices of a product, decimal text. What is left out of a change stays, as far as the store lets it. */
export interface RawPrices {
  readonly productId: string;
  readonly base?: string;
  readonly sale?: string;
  readonly msrp?: string;
  readonly reduction?: string;
}

/** The price of a product in one of the store's price lists. */
export interface PricePoint {
  /** Names the row; made of list, SKU and currency. */
  readonly key: string;
  readonly productId: string;
  readonly list: string;
  readonly price: string;
  readonly currency: string;
  readonly unit?: string;
}
