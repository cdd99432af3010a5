import { z } from 'zod';
import { isZone } from '../../../core/local-time.ts';

const HOUR_SECONDS = 3_600;

/** What can be changed about the sandbox store while it runs; unknown names are refused. */
export const SETTINGS = z.strictObject({
  /** Token endpoint, API key and other parts that no public source shows. */
  assumed: z.boolean().default(true),
  /** Zone of the stamps: `UTC` or an IANA name. Stamps never carry an offset. */
  zone: z.string().refine(isZone, 'use UTC or an IANA zone such as America/Chicago').default('UTC'),
  /** Moves the store's clock against the real one. */
  clockShiftMs: z.number().int().default(0),
  /** How long a read may be answered from the cache; 0 switches the cache off. */
  readCacheSeconds: z.number().min(0).default(60),
  /** Life of a session or token. */
  tokenSeconds: z
    .number()
    .min(0.05)
    .default(12 * HOUR_SECONDS),
  /** Reads by ID and lists need no log-in, as in the observed older generation. */
  openReads: z.boolean().default(false),
  /** Permissions that the integration's user has lost, for example `Ordering.SalesOrder.Update`. */
  deniedPermissions: z.array(z.string()).default([]),
  /** The plain order list shows master orders only. */
  listMastersOnly: z.boolean().default(true),
  /** Give each order a key at checkout instead of leaving it free for the ERP's number. */
  orderKeyAtCheckout: z.boolean().default(false),
  /** A change of raw prices empties those that were left out. */
  rawPriceWipes: z.boolean().default(false),
  /** Repeat failed webhooks sooner: 0.001 makes five minutes 0.3 s. */
  retryScale: z.number().positive().max(1).default(1),
  /** Answer each API call this much later. */
  latencyMs: z.number().min(0).max(60_000).default(0),
});

export type StoreSettings = z.infer<typeof SETTINGS>;
