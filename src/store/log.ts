/** What the store needs of a logger; pino's logger fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Drops every line. For tests and short commands. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
