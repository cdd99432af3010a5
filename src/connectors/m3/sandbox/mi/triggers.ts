import type { FaultKind } from '../../../kit/sandbox/faults.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import type { MiCall, Refusal } from './call.ts';
import { refuse } from './refusals.ts';

/** Ends of a customer order number (CUOR) that disturb the call carrying it, and how often. */
const CUOR_ENDS: readonly { end: string; fault: FaultKind; times: number }[] = [
  { end: '-T504', fault: 'gateway-timeout', times: 1 },
  { end: '-T429', fault: 'throttle', times: 2 },
  { end: '-DROP', fault: 'drop-after', times: 1 },
];

/** Customer whose record is in use for the first two calls. */
const LOCKED_CUSTOMER = 'LOCKED01';
const LOCKED_CALLS = 2;

/** Refuses the first calls on the locked customer with "try again later". */
export function lockedFor({ sandbox, input }: MiCall): Refusal | undefined {
  if (input['CUNO'] !== LOCKED_CUSTOMER) return undefined;
  return count(sandbox, LOCKED_CUSTOMER) <= LOCKED_CALLS ? refuse('XO_1130', 'CUNO', LOCKED_CUSTOMER) : undefined;
}

/**
 * The fault a customer order number asks for by its end. It meets the call that carries the number, and the Confirm
 * of the staged order that has it, each for itself.
 */
export function triggeredFault(sandbox: Sandbox, callName: string, input: MiRecord): FaultKind | undefined {
  const staged = callName === 'OIS100MI/Confirm' ? sandbox.world.drafts.get(input['ORNO'] ?? '') : undefined;
  const reference = input['CUOR'] ?? staged?.head['CUOR'];
  if (!reference?.includes('-')) return undefined;
  const trigger = CUOR_ENDS.find(({ end }) => reference.endsWith(end));
  if (!trigger) return undefined;
  return count(sandbox, `${callName} ${reference}`) <= trigger.times ? trigger.fault : undefined;
}

function count({ triggered }: Sandbox, key: string): number {
  const times = (triggered.get(key) ?? 0) + 1;
  triggered.set(key, times);
  return times;
}
