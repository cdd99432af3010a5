import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Document } from './bods.ts';

/** A document on its way. */
export interface Outgoing extends Document {
  messageId: string;
  variation: number;
  deleted: boolean;
  at: number;
}

/** Documents that ION has to deliver, kept until they are taken: they outlast the sandbox. */
export interface Outbox {
  /** Gives the document its next variation and keeps it. */
  add(document: Document, deleted: boolean, at: number): Outgoing;
  /** Taken, or refused for good. */
  done(messageId: string): void;
  waiting(): Outgoing[];
  close(): void;
}

type Line = ['written', Outgoing] | ['done', string];

/** Opens the outbox; without a file it lasts as long as the process. A last line cut off by a crash is dropped. */
export function openOutbox(path: string | undefined): Outbox {
  const variations = new Map<string, number>();
  const waiting = new Map<string, Outgoing>();
  const nameOf = ({ noun, id }: Document): string => `${noun}/${id}`;
  let count = 0;
  const apply = (line: Line): void => {
    if (line[0] === 'done') {
      waiting.delete(line[1]);
      return;
    }
    waiting.set(line[1].messageId, line[1]);
    variations.set(nameOf(line[1]), line[1].variation);
    count += 1;
  };
  if (path !== undefined && existsSync(path)) {
    for (const text of readFileSync(path, 'utf8').split('\n').slice(0, -1)) apply(JSON.parse(text) as Line);
  }
  const file = path === undefined ? undefined : openSync(path, 'a', 0o600);
  const keep = (line: Line): void => {
    apply(line);
    if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`);
  };
  return {
    add: (document, deleted, at) => {
      const variation = (variations.get(nameOf(document)) ?? 0) + 1;
      const messageId = `ims-${String(count + 1).padStart(8, '0')}`;
      const outgoing = { ...document, messageId, variation, deleted, at };
      keep(['written', outgoing]);
      return outgoing;
    },
    done: (messageId) => keep(['done', messageId]),
    waiting: () => [...waiting.values()],
    close: () => {
      if (file !== undefined) closeSync(file);
    },
  };
}
