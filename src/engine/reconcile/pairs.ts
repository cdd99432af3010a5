import type { JsonObject } from '../../core/json.ts';
import { type Subject, SUBJECTS } from '../../core/reconcile/model.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { LiveFlow, Programs } from '../programs.ts';
import type { Connections, OpenConnection } from '../ports.ts';
import type { ReconcilePair } from '../reconcile-ports.ts';

interface PairDeps {
  readonly programs: Pick<Programs, 'active'>;
  readonly connections: Pick<Connections, 'get'>;
}

/** The pairs of systems that the live flows link, each once; what no flow links is not compared. */
export async function findPairs({ programs, connections }: PairDeps, tenant: string): Promise<ReconcilePair[]> {
  const flows = (await programs.active()).filter(({ deployment }) => deployment.tenant === tenant);
  const pairs = new Map<string, ReconcilePair>();
  const open = new Map<string, Promise<OpenConnection | undefined>>();
  const get = (name: string): Promise<OpenConnection | undefined> => {
    const known = open.get(name);
    if (known) return known;
    const opening = connections.get(tenant, name).then((each) => ('gone' in each ? undefined : each));
    open.set(name, opening);
    return opening;
  };
  for (const flow of flows) {
    const bound = await Promise.all([...new Set(Object.values(flow.deployment.bindings))].map(get));
    const left = bound.find((each) => each?.records?.side === 'left');
    const right = bound.find((each) => each?.records?.side === 'right');
    if (left && right) pairs.set(`${left.name}/${right.name}`, { left: left.name, right: right.name });
  }
  return [...pairs.values()];
}

/** The same, each with the subjects that its flows take over. */
export async function linkedPairs(
  deps: PairDeps,
  tenant: string,
): Promise<readonly (ReconcilePair & { readonly subjects: readonly Subject[] })[]> {
  const flows = await deps.programs.active();
  return (await findPairs(deps, tenant)).map((pair) => ({ ...pair, subjects: subjectsOf(flows, tenant, pair) }));
}

/**
 * Settings of the flows that link a pair, by name, and under `crosswalks` the rows of their crosswalks: readers follow
 * the same rules as the flows.
 */
export function optionsOf(flows: readonly LiveFlow[], tenant: string, { left, right }: ReconcilePair): JsonObject {
  const options: Record<string, JsonObject[string]> = {};
  const crosswalks: Record<string, JsonObject> = {};
  for (const { deployment, program } of flows) {
    const bound = Object.values(deployment.bindings);
    if (deployment.tenant !== tenant || !bound.includes(left) || !bound.includes(right)) continue;
    Object.assign(options, program.settings, deployment.settings);
    for (const [name, { rows }] of Object.entries(program.crosswalks)) crosswalks[name] = rows;
  }
  return { ...options, crosswalks };
}

/** Subjects that some flow between the two takes over: of the others nobody has promised that they agree. */
export function subjectsOf(flows: readonly LiveFlow[], tenant: string, pair: ReconcilePair): Subject[] {
  return SUBJECTS.filter((subject) => takersOf(flows, tenant, pair, subject).length > 0);
}

/**
 * Names of the flows whose runs explain a record of the subject. Any run that names an order may explain it; an item or
 * a customer is named by runs that have nothing to do with its price or its data.
 */
export function explainersOf(
  flows: readonly LiveFlow[],
  tenant: string,
  pair: ReconcilePair,
  subject: Subject,
): readonly string[] {
  if (subject === 'orders' || subject === 'lines') return [];
  return takersOf(flows, tenant, pair, subject).map(({ deployment }) => deployment.flow);
}

function takersOf(
  flows: readonly LiveFlow[],
  tenant: string,
  { left, right }: ReconcilePair,
  subject: Subject,
): readonly LiveFlow[] {
  return flows.filter(
    ({ deployment, program }) =>
      deployment.tenant === tenant &&
      [left, right].every((name) => Object.values(deployment.bindings).includes(name)) &&
      program.trigger.events.some((event) => SUBJECT_RULES[subject].takenOverBy.some((part) => event.includes(part))),
  );
}
