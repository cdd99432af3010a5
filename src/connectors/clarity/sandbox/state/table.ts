import type { Journal, JournalEntry } from './journal.ts';

/** What every stored row has; the store's own records add the base fields of {@link EntityRow}. */
export interface StoredRow {
  ID: number;
}

/** The base record of the older generation (docs/systems/clarity-ecommerce.md, "Records and keys"). */
export interface EntityRow extends StoredRow {
  /** The other system's key; unique among active rows by convention. */
  CustomKey: string | null;
  Active: boolean;
  /** Stamp in the store's own clock, without a zone. */
  CreatedDate: string;
  UpdatedDate: string | null;
  /** 64-bit whole number as decimal text, free for the integration. */
  Hash: string | null;
  SerializableAttributes: Record<string, StoredAttribute> | null;
  [member: string]: unknown;
}

export interface StoredAttribute {
  ID?: number;
  Key: string;
  Value: string;
  UofM?: string;
  SortOrder?: number;
}

/** One kind of row: by ID, by key (active rows only) and by chosen members; every change goes to the journal. */
export class Table<T extends StoredRow> {
  readonly name: string;
  readonly rows = new Map<number, T>();
  readonly #journal: Journal;
  readonly #keys = new Map<string, number>();
  readonly #indexes = new Map<string, Map<unknown, Set<number>>>();
  #nextId: number;

  constructor(name: string, journal: Journal, options: { firstId?: number; indexes?: readonly string[] } = {}) {
    this.name = name;
    this.#journal = journal;
    this.#nextId = options.firstId ?? 1;
    for (const member of options.indexes ?? []) this.#indexes.set(member, new Map());
  }

  get(id: number | null | undefined): T | undefined {
    return id == null ? undefined : this.rows.get(id);
  }

  /** The active row with this key; keys compare without regard to letter case, as the store's database does. */
  byKey(key: string): T | undefined {
    return this.get(this.#keys.get(key.toLowerCase()));
  }

  /** Rows whose indexed member has this value, in order of ID. The member must be one of the table's indexes. */
  where(member: string, value: unknown): T[] {
    const index = this.#indexes.get(member);
    if (!index) throw new Error(`table ${this.name} has no index on ${member}`);
    const found: T[] = [];
    for (const id of index.get(value) ?? []) {
      const row = this.rows.get(id);
      if (row) found.push(row);
    }
    return found;
  }

  /** The highest ID that was given out; 0 before the first one of a table that begins at 1. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  put(row: T): T {
    this.#journal.append(['put', this.name, row]);
    this.#place(row);
    return row;
  }

  /** Changes some members of a row; false when there is no such row. */
  patch(id: number, changes: Partial<T>): boolean {
    const row = this.rows.get(id);
    if (!row) return false;
    this.#journal.append(['patch', this.name, id, changes as Record<string, unknown>]);
    this.#unplace(row);
    this.#place(Object.assign(row, changes));
    return true;
  }

  remove(id: number): boolean {
    const row = this.rows.get(id);
    if (!row) return false;
    this.#journal.append(['remove', this.name, id]);
    this.#unplace(row);
    return this.rows.delete(id);
  }

  /** Applies an entry read back from the journal, without writing it again. */
  replay(entry: JournalEntry): void {
    if (entry[0] === 'put') {
      this.#place(entry[2] as T);
      return;
    }
    const row = this.rows.get(entry[2]);
    if (!row) return;
    this.#unplace(row);
    if (entry[0] === 'remove') this.rows.delete(entry[2]);
    else this.#place(Object.assign(row, entry[3]));
  }

  #place(row: T): void {
    const previous = this.rows.get(row.ID);
    if (previous && previous !== row) this.#unplace(previous);
    this.rows.set(row.ID, row);
    if (row.ID >= this.#nextId) this.#nextId = row.ID + 1;
    const key = keyOf(row);
    if (key !== undefined) this.#keys.set(key, row.ID);
    for (const [member, index] of this.#indexes) {
      const value = (row as Record<string, unknown>)[member];
      if (value == null) continue;
      const ids = index.get(value);
      if (ids) ids.add(row.ID);
      else index.set(value, new Set([row.ID]));
    }
  }

  #unplace(row: T): void {
    const key = keyOf(row);
    if (key !== undefined && this.#keys.get(key) === row.ID) this.#keys.delete(key);
    for (const [member, index] of this.#indexes) {
      index.get((row as Record<string, unknown>)[member])?.delete(row.ID);
    }
  }
}

/** A text member of a row; undefined when the row or the member is missing or of another kind. */
export function textOf(row: EntityRow | undefined, member: string): string | undefined {
  const value = row?.[member];
  return typeof value === 'string' ? value : undefined;
}

function keyOf(row: StoredRow): string | undefined {
  const { CustomKey, Active } = row as Partial<EntityRow>;
  return Active && typeof CustomKey === 'string' ? CustomKey.toLowerCase() : undefined;
}
