import { closeSync, createReadStream, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
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
  #file: FileHandle | undefined;
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Writes follow each other: entries must stay in order. */
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;

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
  async start(entries: Iterable<JournalEntry>): Promise<void> {
    if (this.#path === undefined) return;
    const fresh = `${this.#path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    for (const entry of entries) writeSync(file, `${JSON.stringify(entry)}\n`);
    closeSync(file);
    renameSync(fresh, this.#path);
    this.#file = await open(this.#path, 'a', 0o600);
  }

  append(entry: JournalEntry): void {
    if (this.#file === undefined) return;
    this.#pending.push(JSON.stringify(entry));
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Writes what is pending and closes the file. Throws when the disk refused anything since the start. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
    if (this.#failure !== undefined) throw new Error('the sandbox could not write its log', { cause: this.#failure });
  }

  #flush(): void {
    this.#timer = undefined;
    const file = this.#file;
    if (file === undefined || this.#pending.length === 0) return;
    const text = `${this.#pending.join('\n')}\n`;
    this.#pending = [];
    this.#writing = this.#writing
      .then(() => file.appendFile(text))
      .catch((error: unknown) => {
        this.#failure ??= error;
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
