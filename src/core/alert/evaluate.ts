import { fillValues, RULE_KINDS, type RuleKindSpec } from './kinds.ts';
import type { Alert, AlertChange, AlertRule } from './model.ts';
import type { Sight } from './sight.ts';

/** A condition must be gone for this long before its alert ends, so that one that comes and goes is told once. */
export const QUIET_MS = 60_000;
/** Alerts of one rule at most; what is beyond is as good as told by them. */
const MOST_OF_A_RULE = 50;

/**
 * What becomes of alerts after one look: new conditions fire, known ones are seen again, and those that have been gone
 * for a while end. Acknowledged alerts stay so until they end. Alerts of rules that are off or gone end at once.
 */
export function evaluate(
  rules: readonly AlertRule[],
  living: readonly Alert[],
  sight: Sight,
  newId: () => string,
): AlertChange[] {
  const known = new Map(living.map((alert) => [keyOf(alert.rule, alert.subject), alert]));
  const changes: AlertChange[] = [];
  const { now } = sight;
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const kind: RuleKindSpec = RULE_KINDS[rule.kind];
    for (const condition of kind.find(sight, fillValues(rule.kind, rule.values)).slice(0, MOST_OF_A_RULE)) {
      const key = keyOf(rule.name, condition.subject);
      const before = known.get(key);
      known.delete(key);
      const { title, severity } = rule;
      const told = { ...condition, title, severity, seenAt: now };
      if (before) changes.push({ do: 'see', alert: { ...before, ...told } });
      else
        changes.push({ do: 'fire', alert: { ...told, id: newId(), rule: rule.name, state: 'firing', firedAt: now } });
    }
  }
  const active = new Set(rules.filter(({ enabled }) => enabled).map(({ name }) => name));
  for (const alert of known.values()) {
    if (active.has(alert.rule) && now - alert.seenAt < QUIET_MS) continue;
    changes.push({ do: 'end', alert: { ...alert, state: 'ended', endedAt: now } });
  }
  return changes;
}

const keyOf = (rule: string, subject: string): string => JSON.stringify([rule, subject]);
