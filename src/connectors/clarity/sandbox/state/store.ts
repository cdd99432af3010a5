import type { CustomerWriteRow } from '../customers/customer-ledger.ts';
import { ENTITIES } from '../entities/all.ts';
import { SETTINGS, type StoreSettings } from '../settings.ts';
import type { ProductWriteRow } from '../products/product-ledger.ts';
import { StoreClock } from './clock.ts';
import { Journal, type JournalEntry } from './journal.ts';
import type { EmailRow, EndpointRow, MessageRow, OrderRow, OrderTrace, StockUpdateRow } from './rows.ts';
import { type EntityRow, type StoredRow, Table } from './table.ts';

interface SettingsRow extends StoredRow {
  values: Partial<StoreSettings>;
}

const FIRST_LINE_ID = 5_001;

/** Everything the sandbox store knows, in memory, with a journal behind it. */
export class StoreState {
  readonly clock = new StoreClock('UTC');
  readonly traces: Table<OrderTrace>;
  readonly emails: Table<EmailRow>;
  readonly stockUpdates: Table<StockUpdateRow>;
  readonly productWrites: Table<ProductWriteRow>;
  readonly customerWrites: Table<CustomerWriteRow>;
  /** The newest customer write when the integration last read a record, by `Account/77`; forgotten with the process. */
  readonly customerLooks = new Map<string, number>();
  readonly endpoints: Table<EndpointRow>;
  readonly messages: Table<MessageRow>;
  readonly #journal: Journal;
  readonly #entities = new Map<string, Table<EntityRow>>();
  readonly #settingsTable: Table<SettingsRow>;
  #settings: StoreSettings = SETTINGS.parse({});
  #nextLineId = FIRST_LINE_ID;

  /** Without a folder the state lives in memory only. */
  constructor(folder: string | undefined) {
    this.#journal = new Journal(folder);
    for (const { name, firstId, indexes } of ENTITIES) {
      this.#entities.set(name, new Table(name, this.#journal, { ...(firstId && { firstId }), indexes: indexes ?? [] }));
    }
    this.traces = new Table('sandbox.trace', this.#journal);
    this.emails = new Table('sandbox.email', this.#journal, { indexes: ['orderId'] });
    this.stockUpdates = new Table('sandbox.stock-update', this.#journal);
    this.productWrites = new Table('sandbox.product-write', this.#journal);
    this.customerWrites = new Table('sandbox.customer-write', this.#journal);
    this.endpoints = new Table('sandbox.endpoint', this.#journal);
    this.messages = new Table('sandbox.message', this.#journal, { indexes: ['messageId'] });
    this.#settingsTable = new Table('sandbox.settings', this.#journal);
  }

  /** Rebuilds the state from its journal; tells whether there was any. */
  async load(): Promise<boolean> {
    const tables = new Map([...this.#tables()].map((table) => [table.name, table]));
    let found = false;
    for await (const entry of this.#journal.read()) {
      tables.get(entry[1])?.replay(entry);
      found = true;
    }
    for (const order of this.orders.rows.values()) {
      for (const line of order.SalesItems) this.#nextLineId = Math.max(this.#nextLineId, line.ID + 1);
    }
    await this.#journal.start(this.#entries());
    this.#useSettings(SETTINGS.parse(this.#settingsTable.get(1)?.values ?? {}));
    return found;
  }

  get settings(): StoreSettings {
    return this.#settings;
  }

  /** Changes some settings. Throws a ZodError that names the wrong one. */
  changeSettings(changes: Record<string, unknown>): StoreSettings {
    const settings = SETTINGS.parse({ ...this.#settings, ...changes });
    this.#settingsTable.put({ ID: 1, values: settings });
    this.#useSettings(settings);
    return settings;
  }

  get orders(): Table<OrderRow> {
    return this.entity('SalesOrder') as unknown as Table<OrderRow>;
  }

  /** The table of an entity by its singular name. Throws when there is none of this name. */
  entity(name: string): Table<EntityRow> {
    const table = this.#entities.get(name);
    if (!table) throw new Error(`the sandbox store has no table ${name}`);
    return table;
  }

  takeLineId(): number {
    const id = this.#nextLineId;
    this.#nextLineId += 1;
    return id;
  }

  /** A new active row with the base members filled in and the next ID, unless one is given; not yet in its table. */
  newRow(entity: string, members: Record<string, unknown>): EntityRow {
    return {
      ID: typeof members['ID'] === 'number' ? members['ID'] : this.entity(entity).takeId(),
      CustomKey: null,
      Active: true,
      CreatedDate: this.clock.stamp(),
      UpdatedDate: null,
      Hash: null,
      SerializableAttributes: null,
      ...members,
    };
  }

  /** Makes a row and puts it into its table. */
  insert(entity: string, members: Record<string, unknown>): EntityRow {
    return this.entity(entity).put(this.newRow(entity, members));
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  #useSettings(settings: StoreSettings): void {
    this.#settings = settings;
    this.clock.setZone(settings.zone);
    this.clock.setShiftMs(settings.clockShiftMs);
  }

  *#tables(): Generator<{ name: string; rows: Map<number, StoredRow>; replay(entry: JournalEntry): void }> {
    yield* this.#entities.values();
    yield this.traces;
    yield this.emails;
    yield this.stockUpdates;
    yield this.productWrites;
    yield this.customerWrites;
    yield this.endpoints;
    yield this.messages;
    yield this.#settingsTable;
  }

  *#entries(): Generator<JournalEntry> {
    for (const table of this.#tables()) {
      for (const row of table.rows.values()) yield ['put', table.name, row];
    }
  }
}
