import { z } from 'zod';
import { FAULT_KINDS, FAULT_LEVELS, type FaultLevelName } from '../../../kit/sandbox/faults.ts';
import { STORE_FAULT_KINDS, WEBHOOK_FAULT_KINDS } from '../faults/store-faults.ts';
import { SHOPPER_KINDS } from '../shopper/kinds.ts';

const LEVELS = Object.keys(FAULT_LEVELS) as FaultLevelName[];
const MAX_LINES = 400;
const SEED = z.number().int().min(0).default(1);

/** `5` or `1-9`. */
const LINES = z
  .string()
  .regex(/^\d{1,3}(-\d{1,3})?$/, 'lines must be a number or a range such as 1-9')
  .transform((text): [number, number] => {
    const [low = 1, high] = text.split('-').map(Number);
    return [low, high ?? low];
  })
  .refine(([low, high]) => low >= 1 && low <= high && high <= MAX_LINES, `lines must be from 1 to ${MAX_LINES}`);

export const SHOP = z.strictObject({
  count: z.number().int().min(1).max(1_000_000),
  seed: SEED,
  lines: LINES.default([1, 9]),
  ratePerSecond: z.number().positive().optional(),
  concurrency: z.number().int().min(1).max(1_000).default(8),
  catalogue: z.enum(['plain', 'varied']).default('varied'),
});

export const SHOP_ONE = z.strictObject({
  kind: z.string().refine((kind) => kind in SHOPPER_KINDS, {
    error: `kind must be one of ${Object.keys(SHOPPER_KINDS).join(', ')}`,
  }),
  seed: z.number().int().min(0).optional(),
  lines: LINES.default([1, 5]),
});

export const FAULTS = z.strictObject({
  /** Sets the chances of every kind of fault. */
  level: z.enum(LEVELS).optional(),
  /** Removes all rules and sets the level to none, before anything else of this request. */
  clear: z.boolean().optional(),
  /** The next `times` calls of this name (or, for webhook faults, events of this type; `*` is any) get the fault. */
  rules: z
    .array(
      z.strictObject({
        call: z.string().default('*'),
        kind: z.enum([...FAULT_KINDS, ...STORE_FAULT_KINDS, ...WEBHOOK_FAULT_KINDS]),
        times: z.number().int().min(1).default(1),
      }),
    )
    .default([]),
});

export type FaultsRequest = z.infer<typeof FAULTS>;
