import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { StampedEffect } from './effects.ts';

/** Longest time an effect stays in memory before it is written, in milliseconds. */
const FLUSH_MS = 20;

/** The append-only record of effects, one JSON object a line. Without a file it only remembers the newest. */
export interface EffectLog {
  append(effect: StampedEffect): void;
  /** Newest first, for the log page; at most 500. */
  recent(): StampedEffect[];
  flush(): void;
  /** Writes what is left, makes it durable and lets the file go. */
  close(): void;
}

const RECENT = 500;

/**
 * Opens the log and hands each stored effect to `replay`, oldest first.
 * A last line cut off by a crash is dropped: its effect had been in memory for moments only.
 * @throws naming file and line when one in the middle is broken
 */
export function openEffectLog(path: string | undefined, replay: (effect: StampedEffect) => void): EffectLog {
  const recent: StampedEffect[] = [];
  const remember = (effect: StampedEffect): void => {
    if (effect.kind === 'usage.counted') return;
    recent.push(effect);
    if (recent.length > RECENT * 2) recent.splice(0, RECENT);
  };
  const file = path === undefined ? undefined : openSync(path, 'a+');
  if (path !== undefined && file !== undefined) {
    const text = readFileSync(path, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) ftruncateSync(file, Buffer.byteLength(whole));
    for (const [index, line] of whole.split('\n').entries()) {
      if (line === '') continue;
      const effect = readEffect(line, `${path} line ${index + 1}`);
      replay(effect);
      remember(effect);
    }
  }

  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (file === undefined || waiting === '') return;
    const bytes = Buffer.from(waiting);
    waiting = '';
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  };
  return {
    append: (effect) => {
      remember(effect);
      if (file === undefined) return;
      waiting += `${JSON.stringify(effect)}\n`;
      timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    recent: () => recent.slice(-RECENT).reverse(),
    flush,
    close: () => {
      flush();
      if (file === undefined) return;
      fsyncSync(file);
      closeSync(file);
    },
  };
}

function readEffect(line: string, place: string): StampedEffect {
  try {
    return JSON.parse(line) as StampedEffect;
  } catch (cause) {
    throw new Error(`${place} is no effect; repair the line, or remove the file to start from nothing`, { cause });
  }
}
