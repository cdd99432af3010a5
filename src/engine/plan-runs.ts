import type { Expression, VariableScope } from '../core/expression/types.ts';
import type { FactName } from '../core/flow/model.ts';
import type { Json } from '../core/json.ts';
import type { Facts, InboundEvent, PlannedRun } from './ports.ts';
import type { LiveFlow } from './programs.ts';

/** A result as the text of a key or a fact; empty for nothing. */
function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function textOf(expression: Expression | undefined, variables: VariableScope): string | undefined {
  const result = expression?.evaluate(variables);
  return result?.ok ? asText(result.value) : undefined;
}

/** What each fact was last worked out from, so that it is not worked out again from the same. */
export type FactSources = Map<FactName, readonly unknown[]>;

/**
 * Facts that can be worked out from what is known so far; the others are left out. With `sources`, which it keeps up
 * to date, also those whose variables are the very same as the last time.
 */
export function factsOf(
  facts: ReadonlyMap<FactName, Expression>,
  variables: VariableScope,
  sources?: FactSources,
): Facts {
  const found: Partial<Record<FactName, string>> = {};
  for (const [name, expression] of facts) {
    const values = expression.roots.map((root) => variables[root]);
    if (values.includes(undefined)) continue;
    const before = sources?.get(name);
    if (before && values.every((value, index) => value === before[index])) continue;
    sources?.set(name, values);
    const text = textOf(expression, variables);
    if (text) found[name] = text;
  }
  return found;
}

/**
 * The runs an event starts: one for each live flow whose trigger names the event's type, over the connection the
 * flow is bound to, when the trigger's condition holds. A dedupe key that cannot be worked out falls back to the
 * event's own id, so that nothing is lost over an expression.
 */
export function planRuns(event: InboundEvent, flows: readonly LiveFlow[]): PlannedRun[] {
  const prefix = event.type.slice(0, event.type.indexOf('.'));
  return flows
    .filter(
      ({ deployment, program }) =>
        deployment.tenant === event.tenant &&
        program.trigger.events.includes(event.type) &&
        (deployment.bindings[prefix] ?? event.connection) === event.connection,
    )
    .flatMap(({ deployment, program }): PlannedRun[] => {
      const variables: VariableScope = { event: event.data, settings: { ...program.settings, ...deployment.settings } };
      const wanted = program.trigger.if?.evaluate(variables);
      if (wanted?.ok && wanted.value === false) return [];
      const { gather } = program.trigger;
      if (gather) {
        const by = textOf(gather.by, variables) ?? '';
        const base = { deployment: deployment.id, flow: deployment.flow, dedupeKey: '', facts: {} };
        return [{ ...base, gather: { by, withinMs: gather.withinMs } }];
      }
      const orderKey = textOf(program.trigger.orderBy, variables);
      return [
        {
          deployment: deployment.id,
          flow: deployment.flow,
          dedupeKey: textOf(program.trigger.dedupe, variables) || `event:${event.connection}:${event.id}`,
          facts: { order: event.subject, ...factsOf(program.facts, variables) },
          ...(orderKey ? { orderKey: `${event.connection}:${orderKey}` } : {}),
        },
      ];
    });
}
