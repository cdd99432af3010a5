/** A poll of which nothing was read for longer than the other system keeps its events. */
export interface Gap {
  readonly tenant: string;
  readonly connection: string;
  readonly poll: string;
  /** Last moment at which it was read before; milliseconds since 1970. */
  readonly since: number;
  /** When everything was asked for because of it; milliseconds since 1970. */
  readonly askedAt?: number;
}

/** Gaps, as the polls of all processes left them. */
export interface GapStore {
  list(): Promise<readonly Gap[]>;
  /** Everything was asked for; a later one counts. */
  asked(gap: Gap): Promise<void>;
  /** Nothing is missing any more. */
  close(gap: Gap): Promise<void>;
}
