import { closeSync, createReadStream, existsSync, mkdirSync, openSync, renameSync, write, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One change of state: insert or replace a whole row, change some members, or remove a row. */
export type JournalEntry =
  | ['put', string, { ID: number }]
  | ['patch', string, number, Record<string, unknown>]
  | ['remove', string, number];

const FILE_NAME = 'store.log';
const FLUSH_MS = 20;

/**
 * The append-only log behind the sandbox's state. Entries are gathered and written every 20 ms, so a killed process
 * loses at most that; `close` writes the rest. Without a folder it keeps nothing.
 */
export class Journal {
  readonly #path: string | undefined;
  #file: number | undefined;
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing = false;

  constructor(folder: string | undefined) {
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, FILE_NAME);
  }

  /** Reads every complete entry in order; a half-written last line (from a kill) is ignored. */
  async *read(): AsyncGenerator<JournalEntry> {
    if (this.#path === undefined || !existsSync(this.#path)) return;
    const lines = createInterface({ input: createReadStream(this.#path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      const entry = parseEntry(line);
      if (entry) yield entry;
    }
  }

  /** Replaces the log by the given entries (the state as it is now) and opens it for appending. */
  start(entries: Iterable<JournalEntry>): void {
    if (this.#path === undefined) return;
    const fresh = `${this.#path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    for (const entry of entries) writeSync(file, `${JSON.stringify(entry)}\n`);
    closeSync(file);
    renameSync(fresh, this.#path);
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  append(entry: JournalEntry): void {
    if (this.#file === undefined) return;
    this.#pending.push(JSON.stringify(entry));
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Writes what is pending and closes the file. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#file === undefined) return;
    if (this.#pending.length > 0) writeSync(this.#file, `${this.#pending.join('\n')}\n`);
    this.#pending = [];
    // A write that is still under way keeps the descriptor; it is then closed by its own callback.
    if (!this.#writing) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    this.#timer = undefined;
    const file = this.#file;
    if (file === undefined || this.#pending.length === 0) return;
    if (this.#writing) {
      this.#timer = setTimeout(() => this.#flush(), FLUSH_MS);
      return;
    }
    const text = `${this.#pending.join('\n')}\n`;
    this.#pending = [];
    this.#writing = true;
    write(file, text, () => {
      this.#writing = false;
      if (this.#file === undefined) closeSync(file);
    });
  }
}

function parseEntry(line: string): JournalEntry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return undefined;
  }
}
