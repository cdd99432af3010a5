import { FAULT_KINDS, FAULT_LEVELS, type FaultLevelName, type FaultRule } from '../../../kit/sandbox/faults.ts';
import type { Sandbox } from '../sandbox.ts';

/**
 * Sets a fault level, adds a rule, cuts the next bulk calls of a program (`bulkCut`), or clears all.
 * Answers what is wrong with the wish, else undefined.
 */
export function setFaults(
  sandbox: Sandbox,
  { level, rule, clear, bulkCut }: Record<string, unknown>,
): string | undefined {
  if (level !== undefined && !isLevel(level)) return `level is one of ${Object.keys(FAULT_LEVELS).join(', ')}`;
  if (rule !== undefined && !isRule(rule))
    return `a rule has call, times and kind, which is one of ${FAULT_KINDS.join(', ')}`;
  if (bulkCut !== undefined && !isCut(bulkCut)) return 'a bulkCut has program, after and times';
  if (clear === true) {
    sandbox.faults.clear();
    sandbox.bulkCut = undefined;
  }
  if (level !== undefined) sandbox.faults.setLevel(level);
  if (rule !== undefined) sandbox.faults.add(rule);
  if (bulkCut !== undefined) sandbox.bulkCut = { ...bulkCut };
  return undefined;
}

function isLevel(value: unknown): value is FaultLevelName {
  return typeof value === 'string' && Object.hasOwn(FAULT_LEVELS, value);
}

function isRule(value: unknown): value is FaultRule {
  const { call, kind, times } = (value ?? {}) as Partial<FaultRule>;
  return typeof call === 'string' && FAULT_KINDS.some((known) => known === kind) && typeof times === 'number';
}

function isCut(value: unknown): value is NonNullable<Sandbox['bulkCut']> {
  const { program, after, times } = (value ?? {}) as Partial<NonNullable<Sandbox['bulkCut']>>;
  return typeof program === 'string' && typeof after === 'number' && typeof times === 'number';
}
