import type { JsonObject } from '../../../src/core/json.ts';
import type { AnyOperation, Call, CallResult, OperationView } from '../../../src/core/operation.ts';
import { orderSetExternalKey } from '../../../src/connectors/clarity/operations/order-set-external-key.ts';
import { connectionFailure } from '../../../src/connectors/kit/errors.ts';
import { seededRandom } from '../../../src/connectors/kit/sandbox/random.ts';
import { customerEnsure } from '../../../src/connectors/m3/operations/customer-ensure/index.ts';
import { orderCreate } from '../../../src/connectors/m3/operations/order-create/index.ts';
import { M3Model } from '../../../src/connectors/m3/simulation/model.ts';
import { HARSH, type Mishaps } from '../../../src/connectors/m3/simulation/network.ts';
import { readRequest } from '../../../src/connectors/m3/wire/request.ts';
import { judgeAnswer } from '../../../src/connectors/m3/wire/verdict.ts';
import { asAnyOperation } from '../../../src/core/operation.ts';
import { type AdvanceDeps, advance } from '../../../src/engine/advance.ts';
import { Gates } from '../../../src/engine/gate.ts';
import type { Connections, Deployment, OpenConnection } from '../../../src/engine/ports.ts';
import { Programs } from '../../../src/engine/programs.ts';
import { RightOfWay } from '../../../src/engine/right-of-way.ts';
import { carry } from './lossy-network.ts';
import { MemoryStore, type StoredRun, type StoreLies } from './memory-store.ts';
import { ORDER_PROGRAM } from './order-program.ts';
import { type Perils, type Process, Processes } from './processes.ts';
import { StoreModel } from './store-model.ts';
import type { Trace } from './trace.ts';
import { VirtualTime } from './virtual-time.ts';

/** What is different in a world: its weather, and the rules it is without. */
export interface WorldOptions {
  readonly quietTime: string;
  readonly mishaps: Mishaps;
  readonly perils: Perils;
  readonly lies?: StoreLies;
  /** Whether M3 gives customers their numbers; else the number follows from the store's id. */
  readonly series?: boolean;
  /** What an answer becomes on its way to the engine. */
  readonly twistAnswer?: (call: Call, result: CallResult) => CallResult;
  /** What an operation is shown instead of what happened. */
  readonly twistView?: (operation: string, view: OperationView) => OperationView;
}

/** Effects come up to two minutes late: the quiet time is longer, as that of a real connection must be. */
export const HARSH_WORLD: WorldOptions = {
  quietTime: '150s',
  mishaps: HARSH,
  perils: { crash: 0.015, freeze: 0.004 },
};

/** What shoppers ordered, as the judge knows it. */
export interface PlacedOrder {
  readonly storeId: string;
  readonly key: string;
  readonly lines: readonly string[];
  /** Messages about the order that were acknowledged. */
  acknowledged: number;
}

const COMMIT_MS = 5;
const CLAIM_MS = 3;
const PROCESSES = 2;
const LOOK_AFTER_MS = 10_000;
const RELEASE_MS = 60_000;
const MOST_RELEASES = 3;
/** After so long nothing breaks any more, so that a world comes to its end. */
const CALM_AFTER_MS = 3_600_000;
const MOST_TURNS = 60_000;

const OPERATIONS: Readonly<Record<string, AnyOperation>> = {
  'customer.ensure': asAnyOperation(customerEnsure),
  'order.create': asAnyOperation(orderCreate),
  'order.set-external-key': asAnyOperation(orderSetExternalKey),
};
const PLACE = { company: '100', facility: '001', warehouse: '001', orderType: 'WEB', customerTemplate: 'WEB' };
const DEPLOYMENT: Deployment = {
  id: 'd',
  tenant: 't',
  flow: 'order',
  version: 1,
  bindings: {},
  settings: {},
  bundle: { flow: ORDER_PROGRAM.flow, mappings: {}, crosswalks: {} },
  active: true,
};
const PROGRAMS = new Programs(
  { load: async () => DEPLOYMENT, listActive: async () => [DEPLOYMENT], revision: async () => 1 },
  () => ORDER_PROGRAM,
);
const RIGHT_OF_WAY = new RightOfWay();
const METER = {
  callEnded: () => undefined,
  runEnded: () => undefined,
  eventTaken: () => undefined,
  leaseLost: () => undefined,
};

/**
 * The engine itself (`advance`, the journal, the operations of orders and customers) with two worker processes that
 * die and fall asleep, one new customer with an order or two, an unkind M3, and time of its own.
 */
export class World {
  readonly m3 = new M3Model();
  readonly shop = new StoreModel();
  readonly store: MemoryStore;
  readonly placed: PlacedOrder[] = [];
  /** False when it did not come to its end: work that nobody goes on with. */
  ended = false;
  readonly #time = new VirtualTime();
  readonly #random;
  readonly #options: WorldOptions;
  readonly #trace: Trace;
  readonly #processes: Processes;
  readonly #settings: JsonObject;
  readonly #connections = new Map<string, OpenConnection>();
  readonly #gates: Gates;
  #pokes = new Map<string, number>();
  #late = 0;
  #releases = 0;
  #messagesToCome = 0;

  constructor(seed: number, options: WorldOptions, trace: Trace) {
    this.#random = seededRandom(seed);
    this.#options = options;
    this.#trace = trace;
    this.store = new MemoryStore(options.lies ?? {});
    this.#gates = new Gates(this.#time, METER);
    const { quietTime, series = seed % 2 === 0 } = options;
    const numbers = series ? {} : { customerNumberPrefix: 'W' };
    this.#settings = { ...PLACE, ...numbers, quietTime, orderEntry: 'draft', sandbox: true };
    this.#processes = new Processes({
      time: this.#time,
      random: this.#random,
      perils: options.perils,
      count: PROCESSES,
      note: (text) => this.#note(text),
      onGone: () => this.#lookAfterAll(),
    });
  }

  /** Lets the customer order and everything happen until nothing is left to do. */
  async live(orders: number, customer: number): Promise<void> {
    for (let order = 0; order < orders; order += 1) this.#place(customer, order);
    this.#time.at(CALM_AFTER_MS, () => {
      this.#processes.calm = true;
    });
    this.#keepLooking();
    this.ended = await this.#time.run(() => this.#isOver(), MOST_TURNS);
    this.#trace.add(`${this.m3.orders.size} orders at ${this.#time.now()}`);
  }

  #place(customer: number, index: number): void {
    const storeId = `${customer}-${index}`;
    const lines = Array.from({ length: this.#random.integer(1, 4) }, (_, line) => ({
      lineNumber: String(line + 1),
      itemNumber: `ITEM-${this.#random.integer(1, 3)}`,
      quantity: String(this.#random.integer(1, 9)),
      price: '10.00',
    }));
    const order: PlacedOrder = {
      storeId,
      key: `WEB-${storeId}`,
      lines: lines.map(({ lineNumber, itemNumber, quantity }) => `${lineNumber} ${itemNumber} ${quantity}`),
      acknowledged: 0,
    };
    this.placed.push(order);
    const event: JsonObject = {
      storeId,
      customer: { storeCustomerId: String(customer), name: 'Acme', addressLines: ['1 Dock Road'], country: 'US' },
      order: { orderKey: order.key, lines, charges: [] },
    };
    for (let copies = this.#random.integer(1, 3); copies > 0; copies -= 1) {
      this.#messagesToCome += 1;
      this.#time.at(this.#random.integer(0, 30_000), () => {
        this.#messagesToCome -= 1;
        order.acknowledged += 1;
        const run = this.store.accept(event, { dedupe: order.key, order: `c${customer}` });
        this.#note(`message ${storeId} ${run?.id ?? 'known'}`);
        if (run) this.#poke(run.id, this.#time.now());
      });
    }
  }

  #poke(runId: string, at: number): void {
    const known = this.#pokes.get(runId);
    if (known !== undefined && known <= at && known >= this.#time.now()) return;
    this.#pokes.set(runId, at);
    this.#time.at(at, () => {
      if (this.#pokes.get(runId) === at) this.#pokes.delete(runId);
      this.#work(runId);
    });
  }

  #work(runId: string): void {
    const process = this.#processes.ready();
    if (process === undefined) return this.#poke(runId, this.#time.now() + 1_000);
    void advance(this.#depsOf(process), runId).then(
      ({ again }) => {
        if (again !== undefined) this.#poke(runId, again);
      },
      (error: unknown) => {
        throw error;
      },
    );
  }

  /** What each process of the product does every few seconds: wake what could go on and that nobody is told of. */
  #keepLooking(): void {
    this.#time.at(this.#time.now() + LOOK_AFTER_MS, () => {
      if (this.#isOver()) return;
      this.#lookAfterAll();
      this.#keepLooking();
    });
  }

  #lookAfterAll(): void {
    const now = this.#time.now();
    for (const run of this.store.runs.values()) {
      const isOrphan = run.state === 'running' && !this.#processes.isAlive(run.owner ?? '');
      const isDue = run.state === 'waiting' && run.until <= now;
      if (isOrphan || isDue || run.state === 'queued') this.#poke(run.id, now);
    }
  }

  #depsOf(process: Process): AdvanceDeps {
    const time = this.#time;
    const pass = (here: string): Promise<void> => this.#processes.pass(process, here);
    const connections: Connections = {
      get: async (_tenant, name) => this.#connectionOf(process, name),
      pause: async () => undefined,
      polls: async () => [],
      closing: () => undefined,
    };
    return {
      store: {
        claim: async (runId) => {
          await this.#processes.sleep(process, CLAIM_MS);
          const claim = this.store.claim(runId, process.id, time.now(), (id) => this.#processes.isAlive(id));
          this.#note(`${process.id} claims ${runId} ${'run' in claim ? claim.run.leaseToken : claim.refused}`);
          return claim;
        },
        commit: async (change) => {
          await pass('before a commit');
          await this.#processes.sleep(process, COMMIT_MS);
          this.#note(`${process.id} commits ${change.runId} ${change.entries.length} ${change.state ?? ''}`);
          this.#afterCommit(this.store.commit(change, process.id));
          await pass('after a commit');
        },
        findLink: async (_tenant, key, to) => this.store.findLink(key, to),
      },
      programs: PROGRAMS,
      connections,
      gates: this.#gates,
      clock: time,
      chance: this.#random,
      meter: METER,
      rightOfWay: RIGHT_OF_WAY,
    };
  }

  #connectionOf(process: Process, name: string): OpenConnection {
    const key = `${process.id} ${name}`;
    const known = this.#connections.get(key) ?? this.#open(process, name);
    this.#connections.set(key, known);
    return known;
  }

  #open(process: Process, name: string): OpenConnection {
    const { twistAnswer, twistView, mishaps, lies } = this.#options;
    const isM3 = name === 'm3';
    return {
      name,
      connector: name,
      settings: isM3 ? this.#settings : { quietTime: this.#options.quietTime, baseUrl: 'https://store.test' },
      limits: { concurrency: 64 },
      operation: (wanted) => {
        const operation = OPERATIONS[wanted];
        if (!operation || !twistView) return operation;
        return { ...operation, next: (view) => operation.next(twistView(wanted, view)) };
      },
      send: async (call) => {
        // As the product does it: who slept beyond its lease sends no write.
        await this.#processes.pass(process, `before ${call.name}`);
        if (!this.#processes.isHeardOf(process) && call.effect === 'write' && !lies?.sendsAfterSleep) return asleep();
        const result = await new Promise<CallResult>((resolve) => {
          this.#late += 1;
          carry(call, (asked, isLate) => this.#answer(name, asked, isLate), {
            time: this.#time,
            random: this.#random,
            mishaps,
            // Nobody could tell a customer that a proxy doubled from two customers.
            mayRepeat: isM3 && !isCustomer(call),
            heard: (heard) => {
              this.#late -= 1;
              if (!process.dead) resolve(heard);
            },
          });
        });
        // Whoever slept meanwhile hears of it when it wakes up.
        await this.#processes.sleep(process, 0);
        this.#note(`${process.id} ${call.name} ${result.outcome}`);
        await this.#processes.pass(process, `after ${call.name}`);
        return twistAnswer ? twistAnswer(call, result) : result;
      },
    };
  }

  #answer(name: string, call: Call, isLate: boolean): CallResult {
    this.#note(`${name} ${call.name}${isLate ? ' late' : ''}`);
    if (name !== 'm3') return this.shop.answer(call);
    const request = readRequest(call.request);
    return judgeAnswer({ results: this.m3.run(request, isLate) }, request, call.effect);
  }

  #afterCommit(run: StoredRun): void {
    const now = this.#time.now();
    if (run.state === 'waiting') this.#poke(run.id, run.until);
    if (run.state === 'held' && this.#releases < MOST_RELEASES) {
      this.#releases += 1;
      this.#time.at(now + this.#random.integer(1, RELEASE_MS), () => {
        if (run.state !== 'held') return;
        this.store.release(run, this.#time.now());
        this.#note(`released ${run.id}`);
        this.#poke(run.id, this.#time.now());
      });
    }
    if (run.state !== 'running') for (const next of this.store.behind(run)) this.#poke(next.id, now);
  }

  /** Everything acknowledged is at its end and no effect is on its way. */
  #isOver(): boolean {
    if (this.#messagesToCome > 0 || this.#late > 0) return false;
    return [...this.store.runs.values()].every(
      ({ state }) =>
        state === 'completed' ||
        state === 'failed' ||
        ((state === 'held' || state === 'queued') && this.#releases >= MOST_RELEASES),
    );
  }

  #note(text: string): void {
    this.#trace.add(`${this.#time.now()} ${text}`);
  }
}

const asleep = (): CallResult => ({ outcome: 'not-sent', failure: connectionFailure('connection.unreachable') });

const isCustomer = (call: Call): boolean => readRequest(call.request).program === 'CRS610MI';
