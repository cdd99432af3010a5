import pg from 'pg';
import { Batcher } from '../src/store/batcher.ts';
import type { Answer, Row, SystemCalls, Transaction } from './system-calls.ts';

interface Note {
  readonly orderId: number;
  readonly firstSeq: number;
  readonly entries: readonly object[];
}

export type Notebook = Batcher<Note, true>;

/** A table for notes and the way into it: group commit, and no key but the one that tells the order of the notes. */
export async function openNotebook(connectionString: string): Promise<Notebook> {
  const pool = new pg.Pool({ connectionString, max: 2 });
  await pool.query(
    `CREATE TABLE IF NOT EXISTS notes (order_id bigint, seq int, entry jsonb, PRIMARY KEY (order_id, seq))`,
  );
  const write = async (notes: readonly Note[]): Promise<true[]> => {
    const rows = notes.flatMap(({ orderId, firstSeq, entries }) =>
      entries.map((entry, index) => ({ order_id: orderId, seq: firstSeq + index, entry })),
    );
    await pool.query({
      name: 'note',
      text: `INSERT INTO notes SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(order_id bigint, seq int, entry jsonb)`,
      values: [JSON.stringify(rows)],
    });
    return notes.map(() => true);
  };
  return new Batcher(write, { maximum: 100, flushers: 2, crowd: 32, spacingMs: 5, isolate: () => false });
}

const READS = /^(Get|Lst)/;

/**
 * The calls of one order, each write on disk before it is sent. What is answered, and reads, go with the next write;
 * writes of one kind that follow one another are written down with the first.
 */
export class NotedCalls implements SystemCalls {
  readonly #calls: SystemCalls;
  readonly #notebook: Notebook;
  readonly #orderId: number;
  #entries: object[] = [];
  #seq = 1;
  #lastSent = '';

  constructor(calls: SystemCalls, notebook: Notebook, orderId: number) {
    this.#calls = calls;
    this.#notebook = notebook;
    this.#orderId = orderId;
  }

  store(method: 'GET' | 'PUT' | 'PATCH', path: string, body?: Row): Promise<Row> {
    const send = (): Promise<Row> => this.#calls.store(method, path, body);
    return this.#noted(`${method} ${path}`, method !== 'GET', body, send);
  }

  m3(program: string, transactions: Transaction[], maxReturnedRecords?: number): Promise<Answer[]> {
    const [first] = transactions;
    const isWrite = !READS.test(first?.transaction ?? '');
    const send = (): Promise<Answer[]> => this.#calls.m3(program, transactions, maxReturnedRecords);
    return this.#noted(first?.transaction ?? program, isWrite, transactions, send);
  }

  /** Resolves when the last answer is on disk. */
  async end(): Promise<void> {
    await this.#flush();
  }

  async #noted<Reply>(name: string, isWrite: boolean, request: unknown, send: () => Promise<Reply>): Promise<Reply> {
    this.#entries.push({ sent: name, request });
    if (isWrite && name !== this.#lastSent) await this.#flush();
    this.#lastSent = name;
    const reply = await send();
    this.#entries.push({ answered: name, reply });
    return reply;
  }

  async #flush(): Promise<void> {
    const entries = this.#entries;
    const firstSeq = this.#seq;
    this.#seq += entries.length;
    this.#entries = [];
    await this.#notebook.add({ orderId: this.#orderId, firstSeq, entries });
  }
}
