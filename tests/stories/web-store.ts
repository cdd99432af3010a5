import { ask } from '../../src/cli/demo/ledgers.ts';

/** An order as the store's ledger tells it. */
export interface WebOrder {
  readonly id: number;
  readonly customKey: string | null;
  readonly status: string;
  readonly statusHistory: readonly { readonly status: string; readonly at: string; readonly by: string }[];
  readonly placedAt: string;
  readonly kind: string;
  readonly expect: 'land' | 'hold' | 'skip';
  readonly currency: string;
  readonly total: number;
  readonly totals: Readonly<Record<string, number>>;
  readonly account: string | null;
  readonly accountId: number | null;
  readonly guest: boolean;
  readonly lines: readonly {
    readonly id: number;
    readonly sku: string;
    readonly quantity: number;
    readonly unitPrice: number;
  }[];
}

export interface StoreLedger {
  readonly orders: readonly WebOrder[];
  readonly emails: readonly { readonly orderId: number; readonly template: string }[];
  readonly webhooks: {
    readonly sent: number;
    readonly delivered: number;
    readonly failed: number;
    readonly pending: number;
    readonly dropped: number;
  };
  readonly calls: Readonly<Record<string, number>>;
}

const STOREFRONT = '/DesktopModules/ClarityEcommerce/API-Storefront';

/** What a typed-in contact of the checkout has; the rest is filled in. */
export interface Contact {
  readonly FirstName?: string;
  readonly LastName?: string;
  readonly Email1?: string;
  readonly Company?: string;
  readonly Phone1?: string;
  readonly Address?: Readonly<Record<string, string | undefined>>;
}

/** A cart that goes through the store's own checkout. */
export interface Cart {
  readonly lines: readonly (readonly [sku: string, quantity: number])[];
  /** A known buyer by e-mail address; without it somebody new types a contact. */
  readonly buyer?: string;
  readonly contact?: Contact;
  readonly newAccount?: boolean;
  readonly company?: string;
  readonly currency?: string;
  readonly purchaseOrder?: string;
  readonly note?: string;
  readonly shippingMethod?: 'ground' | 'express';
  readonly discountCodes?: readonly string[];
}

/** What shoppers and clerks do in the sandbox store, and what its ledger shows. */
export class WebStore {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  ledger(): Promise<StoreLedger> {
    return ask(`${this.url}/sandbox/ledger`);
  }

  async order(id: number): Promise<WebOrder> {
    const found = (await this.ledger()).orders.find((order) => order.id === id);
    if (!found) throw new Error(`The store has no order ${id}`);
    return found;
  }

  /** Templates of the e-mails that the shopper of an order got, in order. */
  async mailsOf(id: number): Promise<string[]> {
    return (await this.ledger()).emails.filter((mail) => mail.orderId === id).map((mail) => mail.template);
  }

  /** One shopper of a kind that the sandbox knows; a split cart makes several orders. */
  async shop(kind: string, lines = '1-5'): Promise<number[]> {
    const { orders } = await ask<{ orders: readonly { id: number }[] }>(`${this.url}/sandbox/shop/one`, {
      kind,
      lines,
    });
    return orders.map((order) => order.id);
  }

  /** A cart of one's own through the checkout that shoppers use. */
  async checkOut(cart: Cart): Promise<number> {
    const typed = cart.buyer === undefined ? contactOf(cart.contact) : undefined;
    const placed = await ask<{ Succeeded: boolean; OrderID: number; ErrorMessage?: string }>(
      `${this.url}${STOREFRONT}/Providers/Checkout/ProcessCurrentCartToSingleOrder`,
      {
        WithCartInfo: {
          SalesItems: cart.lines.map(([ProductKey, Quantity]) => ({ ProductKey, Quantity })),
          DiscountCodes: cart.discountCodes ?? [],
          ...(cart.shippingMethod && { ShippingMethod: cart.shippingMethod }),
        },
        WithUserInfo: {
          ...(cart.buyer !== undefined && { UserName: cart.buyer }),
          ...(cart.newAccount && { IsNewAccount: true, CompanyName: cart.company }),
        },
        ...(typed && { Billing: typed, IsSameAsBilling: true }),
        ...(cart.currency && { CurrencyKey: cart.currency }),
        ...(cart.note && { SpecialInstructions: cart.note }),
        PayByBillMeLater: { CustomerPurchaseOrderNumber: cart.purchaseOrder ?? '' },
      },
    );
    if (!placed.Succeeded) throw new Error(`The store refused the cart: ${placed.ErrorMessage ?? ''}`);
    return placed.OrderID;
  }

  /** A clerk sets a status by hand: Hold, Pending, Void, … */
  async clerk(id: number, action: string): Promise<void> {
    const response = await fetch(`${this.url}/back-office/orders/${id}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ action }),
    });
    if (response.status !== 303) throw new Error(`The back office answered ${response.status}`);
  }

  /** The next `times` calls of this name, or webhooks of this type, get the fault. */
  fault(call: string, kind: string, times = 1): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { rules: [{ call, kind, times }] });
  }

  /** Faults that still wait for their calls or webhooks. */
  async pendingFaults(): Promise<readonly object[]> {
    return (await ask<{ rules: readonly object[] }>(`${this.url}/sandbox/faults`)).rules;
  }

  clearFaults(): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { clear: true });
  }

  faultLevel(level: 'none' | 'light' | 'harsh'): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { level });
  }

  endFaults(): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { clear: true });
  }

  /** Ends all log-ins, as a restart of the store does. */
  endSessions(): Promise<unknown> {
    return ask(`${this.url}/sandbox/sessions/end`, {});
  }

  /** Points the store's webhooks elsewhere, or lets it tell of certain events only. */
  tell(url: string, eventTypes: readonly string[]): Promise<unknown> {
    return ask(`${this.url}/sandbox/webhook`, { url, eventTypes });
  }

  settings(patch: object): Promise<unknown> {
    return ask(`${this.url}/sandbox/settings`, patch);
  }
}

function contactOf({ Address, ...contact }: Contact = {}): object {
  return {
    FirstName: 'Robin',
    LastName: 'Shopper',
    Email1: `robin-${Math.random().toString(36).slice(2)}@example.test`,
    Phone1: '+1 512 555 0199',
    ...contact,
    Address: {
      Street1: '12 Elm Street',
      City: 'Austin',
      PostalCode: '78704',
      RegionKey: 'USA-TX',
      CountryKey: 'USA',
      ...Address,
    },
  };
}
