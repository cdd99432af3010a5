import { fail } from './output.ts';
import { makeProgram } from './program.ts';

/** What is left of a command that failed has so long to end by itself. */
const STOP_MS = 10_000;

try {
  await makeProgram().parseAsync();
} catch (error) {
  fail(error);
  // Half of a start may still be at work on a database that is gone: a process that failed ends, or nobody starts it
  // again. What it is stopping gets its time first.
  setTimeout(() => process.exit(), STOP_MS).unref();
}
