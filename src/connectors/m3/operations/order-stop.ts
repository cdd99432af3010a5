import type { JsonSchema } from '../../../core/json.ts';
import type { M3Settings } from '../setup/settings.ts';
import { textSchema } from './schema.ts';

/** Whether a stop code (OBLC) holds the order: 1 to 4 are credit limits, the others differ by site. */
export function isStopped(
  stopCode: string | undefined,
  { releasedStopCodes }: Pick<M3Settings, 'releasedStopCodes'>,
): boolean {
  const code = (stopCode ?? '').trim();
  return code !== '' && code !== '0' && !releasedStopCodes.includes(code);
}

/** Schema of the fields that tell an order's statuses and its stop. */
export const STOP_PROPERTIES: JsonSchema = {
  lowestStatus: textSchema('Lowest line status in M3'),
  highestStatus: textSchema('Highest line status in M3'),
  stopped: { type: 'boolean', description: 'M3 holds the order' },
  stopCode: textSchema('Order stop in M3'),
};
