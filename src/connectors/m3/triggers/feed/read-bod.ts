import { Worker } from 'node:worker_threads';
import { type Bod, type BodFault, readBod } from './bod.ts';

/** Documents above this many characters are parsed beside the main thread, so that nobody else waits for them (W17). */
const BESIDE_ABOVE = 500_000;
const DEADLINE_MS = 20_000;

/** Reads a BOD, a large one in a thread of its own that is ended when it takes too long or too much memory. */
export async function readBodBeside(text: string): Promise<Bod | BodFault> {
  if (text.length <= BESIDE_ABOVE) return readBod(text);
  const worker = new Worker(new URL('./bod-worker.ts', import.meta.url), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const failed = (why: string): BodFault => ({ fault: 'unreadable', why });
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(failed('it took too long to read')), DEADLINE_MS);
      const settle = (result: Bod | BodFault): void => {
        clearTimeout(timer);
        resolve(result);
      };
      worker.once('message', settle);
      worker.once('error', (error) => settle(failed(`it could not be read (${String(error).slice(0, 100)})`)));
    });
  } finally {
    await worker.terminate();
  }
}
