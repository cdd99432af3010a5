import type { FieldShadow, FieldWrite, Shadow } from '../core/agree/model.ts';

/** One record in both systems, by the names of their connections. */
export interface Pair {
  readonly tenant: string;
  readonly kind: string;
  readonly m3: { readonly system: string; readonly id: string };
  readonly store: { readonly system: string; readonly id: string };
}

/** What is remembered of pairs of records. Fingerprints of fields, never values. */
export interface ShadowStore {
  /**
   * Gives a run the pair for a while, with what is remembered of it; the same run gets it again. While another run has
   * it and is at work, says until when at most (milliseconds since 1970); a run that is held, failed, canceled or over
   * keeps nobody waiting.
   */
  claim(
    pair: Pair,
    run: string,
    forMs: number,
  ): Promise<
    | { readonly claimed: true; readonly shadow: Shadow }
    | { readonly claimed: false; readonly by: string; readonly until: number }
  >;
  /** Writes fields and all writes of late; `free` gives the pair back. False when the run no longer has the pair. */
  remember(
    pair: Pair,
    run: string,
    change: {
      readonly fields: Readonly<Record<string, FieldShadow>>;
      readonly writes: readonly FieldWrite[];
      readonly free: boolean;
    },
  ): Promise<boolean>;
  find(pair: Pair): Promise<Shadow | undefined>;
}
