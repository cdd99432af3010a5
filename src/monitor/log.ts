import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { prettyLine } from './log-line.ts';
import { traceFields } from './traces/context.ts';
import { createScrubber, REDACTED_PATHS, type Scrubber } from './scrub.ts';

/** The product's log. Fields first, then a constant message. Never payloads, never secrets. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same log with fields that stand in each line. */
  child(fields: Readonly<Record<string, unknown>>): Log;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** `pretty` for people, `json` for machines; by default pretty when standard error is a terminal. */
  readonly format?: 'pretty' | 'json';
  /** Takes finished lines; standard error when left out. */
  readonly write?: (line: string) => void;
  readonly scrubber?: Scrubber;
}

/** Makes the log of a process. A full disk or a closed pipe loses lines, never the process. */
export function createLog(options: LogOptions): Log {
  const scrubber = options.scrubber ?? createScrubber();
  const pretty = (options.format ?? (process.stderr.isTTY ? 'pretty' : 'json')) === 'pretty';
  const colour = process.stderr.isTTY && process.env['NO_COLOR'] === undefined;
  const write = options.write ?? createStderrWriter();
  return pino(
    {
      level: options.level,
      base: null,
      mixin: traceFields,
      redact: { paths: [...REDACTED_PATHS], censor: '[redacted]' },
      serializers: { err: describeError },
    },
    {
      write(line: string) {
        const scrubbed = scrubber.scrub(line);
        write(pretty ? prettyLine(scrubbed, colour) : scrubbed);
      },
    },
  );
}

/** An error as fields: class, message, code and where it came from; no values of its other members. */
function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}

/** Lines that could not be written are counted, and the count is told with the next one that can. */
function createStderrWriter(): (line: string) => void {
  let lost = 0;
  return (line) => {
    try {
      if (lost > 0) {
        const count = lost;
        writeSync(2, `{"level":40,"time":${Date.now()},"lost":${count},"msg":"log lines were lost"}\n`);
        lost -= count;
      }
      writeSync(2, line);
    } catch {
      lost += 1;
    }
  };
}
