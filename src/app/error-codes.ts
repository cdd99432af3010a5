import { CLARITY_ERRORS } from '../connectors/clarity/errors.ts';
import { CONNECTION_ERRORS } from '../connectors/kit/errors.ts';
import { M3_ERRORS } from '../connectors/m3/errors.ts';
import { CARD_DATA_ERRORS } from '../core/card-data/errors.ts';
import { FLOW_ERRORS } from '../core/flow/errors.ts';
import { RUN_ERRORS } from '../core/run/errors.ts';
import { engineErrors } from '../engine/errors.ts';

/** Every code that a failed step can have: what a `catch` of a flow may name. */
export const STEP_ERROR_CODES: readonly string[] = [
  M3_ERRORS,
  CLARITY_ERRORS,
  CONNECTION_ERRORS,
  CARD_DATA_ERRORS,
  FLOW_ERRORS,
  RUN_ERRORS,
  engineErrors,
].flatMap((table) => Object.keys(table));
