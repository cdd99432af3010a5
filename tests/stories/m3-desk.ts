import { ask } from '../../src/cli/demo/ledgers.ts';

/** An order as it stands in M3, told by the sandbox's ledger and not by a reply of its API. */
export interface M3Order {
  readonly orderNumber: string;
  readonly customerOrderNumber: string;
  readonly customerReference: string;
  readonly orderReference: string;
  readonly orderType: string;
  readonly currency: string;
  readonly customer: string;
  readonly status: string;
  readonly stop: string;
  readonly createdAt: string;
  readonly lines: readonly M3Line[];
  readonly charges: readonly { readonly id: string; readonly amount: string; readonly text: string }[];
}

export interface M3Line {
  readonly lineNumber: number;
  readonly customerLine: string;
  readonly itemNumber: string;
  readonly quantity: string;
  readonly price: string;
  readonly status: string;
}

export interface M3Customer {
  readonly customerNumber: string;
  readonly name: string;
  readonly status: string;
  readonly searchKey: string;
  readonly email: string;
}

export interface M3Ledger {
  readonly orders: readonly M3Order[];
  readonly drafts: readonly { readonly orderNumber: string | null; readonly status: string }[];
  readonly customers: readonly M3Customer[];
  readonly calls: Readonly<Record<string, number>>;
  readonly tokens: number;
}

export type M3FaultKind =
  | 'drop-before'
  | 'drop-after'
  | 'late-effect'
  | 'gateway-timeout'
  | 'throttle'
  | 'unavailable'
  | 'server-error'
  | 'slow'
  | 'html'
  | 'truncated';

/** What a clerk and a warehouse do in the M3 sandbox, and what its ledger shows. */
export class M3Desk {
  readonly url: string;
  readonly #ionapi: Readonly<Record<string, string>>;

  /** `ionapi` is the text of the file by which programs reach this M3. */
  constructor(ionapi: string) {
    this.#ionapi = JSON.parse(ionapi) as Record<string, string>;
    this.url = this.#ionapi['iu'] ?? '';
  }

  ledger(): Promise<M3Ledger> {
    return ask(`${this.url}/sandbox/ledger`);
  }

  /** The live orders of a web order; there must never be two. */
  async ordersOf(webOrder: number | string): Promise<readonly M3Order[]> {
    return (await this.ledger()).orders.filter((order) => order.customerOrderNumber === String(webOrder));
  }

  /** The text of an order's page, with names, addresses and texts. */
  async orderPage(orderNumber: string): Promise<string> {
    const html = await (await fetch(`${this.url}/orders/${orderNumber}`)).text();
    return plainText(html);
  }

  /** Moves an order on to 33, 44, 66 or 77. */
  advance(orderNumber: string, to: string): Promise<unknown> {
    return ask(`${this.url}/sandbox/orders/${orderNumber}/advance`, { to });
  }

  /** Stops an order as credit control does, or releases it. */
  setStopped(orderNumber: string, stopped: boolean): Promise<unknown> {
    return ask(`${this.url}/sandbox/orders/${orderNumber}/${stopped ? 'stop' : 'release'}`, {});
  }

  /** Makes or changes an item; status 20 may be sold, 90 may not. */
  setItem(itemNumber: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
    return ask(`${this.url}/sandbox/items`, { itemNumber, fields });
  }

  /** Runs one MI transaction, as a colleague in M3 would do the same in a panel. */
  async run(transaction: string, record: Readonly<Record<string, string>>): Promise<void> {
    const { iu, pu, ot, ti, ci, cs, saak, sask } = this.#ionapi;
    const form = { grant_type: 'password', username: saak ?? '', password: sask ?? '' };
    const basic = Buffer.from(`${ci}:${cs}`).toString('base64');
    const granted = await fetch(`${pu}${ot}`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams(form),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const query = new URLSearchParams(record).toString();
    const response = await fetch(`${iu}/${ti}/M3/m3api-rest/v2/execute/${transaction}?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const answer = (await response.json()) as { results?: readonly { errorMessage?: string }[] };
    const refused = answer.results?.find((result) => result.errorMessage)?.errorMessage;
    if (!response.ok || refused !== undefined) throw new Error(`M3 refused ${transaction}: ${refused ?? ''}`);
  }

  settings(patch: object): Promise<unknown> {
    return ask(`${this.url}/sandbox/settings`, patch);
  }

  /** Ends all tokens before their time. */
  revokeTokens(): Promise<unknown> {
    return ask(`${this.url}/sandbox/tokens/revoke`, {});
  }

  /** The next `times` calls of this name get the fault. */
  fault(call: string, kind: M3FaultKind, times = 1): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { rule: { call, kind, times } });
  }

  /** Faults that still wait for their calls. */
  async pendingFaults(): Promise<readonly object[]> {
    return (await ask<{ rules: readonly object[] }>(`${this.url}/sandbox/faults`)).rules;
  }

  faultLevel(level: 'none' | 'light' | 'harsh'): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { level });
  }

  endFaults(): Promise<unknown> {
    return ask(`${this.url}/sandbox/faults`, { clear: true });
  }
}

function plainText(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}
