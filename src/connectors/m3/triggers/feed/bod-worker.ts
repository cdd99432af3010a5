import { parentPort, workerData } from 'node:worker_threads';
import { readBod } from './bod.ts';

// The thread in which a large BOD is read: gets the text, answers what was read, and ends.
parentPort?.postMessage(readBod(workerData as string));
