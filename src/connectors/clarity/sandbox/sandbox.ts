import type { SeedSize } from '../../kit/sandbox/catalogue.ts';
import { FaultPlan, type FaultLevelName } from '../../kit/sandbox/faults.ts';
import type { Life } from '../../kit/sandbox/life.ts';
import { keptSize } from '../../kit/sandbox/kept-size.ts';
import { loadCredentials, type StoreCredentials } from './auth/credentials.ts';
import { authRoutes } from './auth/routes.ts';
import { Sessions } from './auth/sessions.ts';
import { checkoutRoutes } from './checkout/routes.ts';
import type { FaultsRequest } from './control/requests.ts';
import { entityRoutes } from './entities/routes.ts';
import {
  type ChancePlan,
  STORE_FAULT_KINDS,
  storeFaultPlan,
  WEBHOOK_FAULT_KINDS,
  webhookFaultPlan,
} from './faults/store-faults.ts';
import type { StoreFaultKind, WebhookFaultKind } from './faults/store-faults.ts';
import { Api } from './http/api.ts';
import { ReadCache } from './http/read-cache.ts';
import { Router } from './http/router.ts';
import { lifeOf } from './life/live.ts';
import { orderActionRoutes } from './orders/actions.ts';
import { afterReadOf, afterWriteOf } from './orders/after-write.ts';
import { queueMail } from './orders/mail.ts';
import { phoenixRoutes } from './phoenix/routes.ts';
import { priceRoutes } from './prices/routes.ts';
import { seedStore } from './seed/seed.ts';
import type { Shop } from './shop.ts';
import { ShoppingTrips } from './shopper/shopping-trips.ts';
import { StoreState } from './state/store.ts';
import { stockRoutes } from './stock/routes.ts';
import { announceTo } from './webhooks/announcer.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { WebhookSender } from './webhooks/sender.ts';

/** How a sandbox store is started. */
interface SandboxStart {
  readonly level: FaultLevelName;
  readonly seed: number;
  /** How much there is at the first start. */
  readonly size: Partial<SeedSize>;
  /** False: a store that waits for its first full load. */
  readonly withProducts: boolean;
}

/** The sandbox store without its sockets: state, log-ins, routes, shoppers, webhooks and faults wired together. */
export class Sandbox {
  readonly state: StoreState;
  readonly credentials: StoreCredentials;
  readonly sessions: Sessions;
  readonly shop: Shop;
  readonly trips: ShoppingTrips;
  /** Shoppers and staff who act by themselves. */
  readonly life: Life;
  readonly api: Api;
  readonly sender: WebhookSender;
  /** Counts of API calls by name since the start. */
  readonly calls = new Map<string, number>();
  readonly #faults: FaultPlan;
  readonly #storeFaults: ChancePlan<StoreFaultKind>;
  readonly #webhookFaults: ChancePlan<WebhookFaultKind>;
  #level: FaultLevelName;
  /** Rules that were set, as they were asked for; used up ones included. */

  private constructor(state: StoreState, credentials: StoreCredentials, size: SeedSize, options: SandboxStart) {
    const { level, seed } = options;
    this.state = state;
    this.credentials = credentials;
    this.#level = level;
    this.#faults = new FaultPlan(level, seed);
    this.#storeFaults = storeFaultPlan(level, seed + 1);
    this.#webhookFaults = webhookFaultPlan(level, seed + 2);
    this.sessions = new Sessions(state, credentials);
    this.sender = new WebhookSender(state, this.#webhookFaults);
    this.shop = {
      state,
      size,
      announce: (event) => announceTo(state, this.sender, event),
      mail: (orderId, template) => queueMail(state, orderId, template),
    };
    this.trips = new ShoppingTrips(this.shop);
    this.life = lifeOf(this.shop);
    const cache = new ReadCache();
    const router = new Router();
    const followers = { afterWrite: afterWriteOf(this.shop), afterRead: afterReadOf(this.shop) };
    router.add(entityRoutes(state, followers, (entity) => cache.clear(entity)));
    router.add(orderActionRoutes(this.shop));
    router.add(stockRoutes(state));
    router.add(priceRoutes(state));
    router.add(checkoutRoutes(this.shop));
    router.add(webhookRoutes(state, this.sender));
    router.add(authRoutes(state, this.sessions));
    router.add(phoenixRoutes(state, this.sessions));
    const { sessions, calls } = this;
    this.api = new Api({ state, sessions, router, cache, calls, faults: this.#faults, storeFaults: this.#storeFaults });
  }

  /** Builds the store from its folder, or a fresh one; without a folder it lives in memory. */
  static async open(folder: string | undefined, options: SandboxStart): Promise<Sandbox> {
    const credentials = loadCredentials(folder);
    const state = new StoreState(folder);
    const known = await state.load();
    const size = keptSize(folder, options.size, () => !known);
    if (!known) seedStore(state, credentials.userName, size, options.withProducts);
    const sandbox = new Sandbox(state, credentials, size, options);
    sandbox.sender.resume();
    return sandbox;
  }

  setFaults({ clear, level, rules }: FaultsRequest): void {
    if (clear) {
      this.#faults.clear();
      this.#storeFaults.clear();
      this.#webhookFaults.clear();
      this.#level = 'none';
    }
    if (level !== undefined) {
      this.#level = level;
      this.#faults.setLevel(level);
      this.#storeFaults.setLevel(level);
      this.#webhookFaults.setLevel(level);
    }
    for (const { call, kind, times } of rules) {
      const rule = { call, times };
      if (isOneOf(STORE_FAULT_KINDS, kind)) this.#storeFaults.add({ ...rule, kind });
      else if (isOneOf(WEBHOOK_FAULT_KINDS, kind)) this.#webhookFaults.add({ ...rule, kind });
      else this.#faults.add({ ...rule, kind });
    }
  }

  /** The level, and the rules that still wait for their calls. */
  faultView(): { level: FaultLevelName; rules: FaultsRequest['rules'] } {
    const plans = [this.#faults, this.#storeFaults, this.#webhookFaults];
    return { level: this.#level, rules: plans.flatMap((plan): FaultsRequest['rules'] => [...plan.rules]) };
  }

  /** Calls by name and the faults they got since the start. */
  faultCounts(): FaultPlan['counts'] {
    return this.#faults.counts;
  }

  async close(): Promise<void> {
    this.trips.close();
    this.life.stop();
    await this.sender.close();
    await this.state.close();
  }
}

function isOneOf<K extends string>(kinds: readonly K[], kind: string): kind is K {
  return (kinds as readonly string[]).includes(kind);
}
