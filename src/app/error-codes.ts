import { CLARITY_ERRORS } from '../connectors/clarity/errors.ts';
import { CONNECTION_ERRORS } from '../connectors/kit/errors.ts';
import { M3_ERRORS } from '../connectors/m3/errors.ts';
import { CARD_DATA_ERRORS } from '../core/card-data/errors.ts';
import type { ErrorTable } from '../core/error-table.ts';
import { FLOW_ERRORS } from '../core/flow/errors.ts';
import { RUN_ERRORS } from '../core/run/errors.ts';
import { engineErrors } from '../engine/errors.ts';

const STEP_ERRORS: readonly ErrorTable[] = [
  M3_ERRORS,
  CLARITY_ERRORS,
  CONNECTION_ERRORS,
  CARD_DATA_ERRORS,
  FLOW_ERRORS,
  RUN_ERRORS,
  engineErrors,
];

/** Every code that a failed step can have: what a `catch` of a flow may name. */
export const STEP_ERROR_CODES: readonly string[] = STEP_ERRORS.flatMap((table) => Object.keys(table));

/** What a code means, and what usually helps. */
export function explainCode(code: string): { readonly title?: string; readonly remedy?: string } {
  const found = STEP_ERRORS.find((table) => Object.hasOwn(table, code))?.[code];
  return found === undefined ? {} : { title: found.title, remedy: found.remedy };
}
