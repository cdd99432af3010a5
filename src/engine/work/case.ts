import type { Failure } from '../../core/failure.ts';
import type { Crosswalk } from '../../core/flow/model.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Lookup } from '../../core/mapping/types.ts';
import type { AnyOperation, LinkKey, NewLink } from '../../core/operation.ts';
import { foldJournal } from '../../core/run/fold.ts';
import { nextAction } from '../../core/run/next-action.ts';
import type { RunView, StepView } from '../../core/run/view.ts';
import { without } from '../../core/run/without.ts';
import { callStepAt } from '../../core/work/flow-steps.ts';
import type { Gates } from '../gate.ts';
import type { RunCommands } from '../command-ports.ts';
import type { Clock, Connections, OpenConnection } from '../ports.ts';
import type { LiveFlow, Programs } from '../programs.ts';
import type { AuditStore, RunDetail, RunReads } from '../read-ports.ts';
import type { WorkStore } from '../work-ports.ts';

export interface WorkDeps {
  readonly work: WorkStore;
  readonly runs: Pick<RunReads, 'get'>;
  readonly commands: RunCommands;
  readonly programs: Pick<Programs, 'of' | 'active'>;
  readonly connections: Pick<Connections, 'get'>;
  readonly gates: Pick<Gates, 'send'>;
  readonly clock: Clock;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly findLink: (tenant: string, key: LinkKey, to: string) => Promise<string | undefined>;
  readonly setLink: (change: {
    readonly tenant: string;
    readonly link: NewLink;
    readonly by: string;
    readonly reason: string;
    readonly runId: string;
  }) => Promise<void>;
  /** Changes one setting of a connection; answers what is wrong with the value, if anything is. */
  readonly saveSetting: (change: {
    readonly tenant: string;
    readonly connection: string;
    readonly setting: string;
    readonly value: string;
    readonly by: string;
  }) => Promise<Failure | undefined>;
}

/** A run that needs a person, with everything that is known of the step where it stands. */
export interface WorkCase {
  readonly tenant: string;
  readonly run: RunDetail;
  readonly flow: LiveFlow;
  readonly view: RunView;
  /** Address of the step. */
  readonly address: string;
  readonly step: StepView | undefined;
  readonly failure: Failure | undefined;
  /** Name of the connection and the operation that the step calls. */
  readonly connectionName?: string;
  readonly operationName?: string;
  readonly connection?: OpenConnection;
  readonly operation?: AnyOperation;
  /** Why the connection cannot be used now. */
  readonly gone?: string;
}

/** Reads a run for the desk; undefined when it is not there, or its flow cannot be read any more. */
export async function readCase(deps: WorkDeps, tenant: string, runId: string): Promise<WorkCase | undefined> {
  const run = await deps.runs.get(tenant, runId);
  const deployment = await deps.work.deploymentOf(tenant, runId);
  if (run === undefined || deployment === undefined) return undefined;
  const flow = await deps.programs.of(deployment);
  if (!('program' in flow)) return undefined;
  const base = {
    runId,
    event: run.event.data,
    settings: flow.deployment.settings,
    startedAt: Date.parse(run.arrivedAt),
  };
  const view = foldJournal(run.journal, base, { closeInterrupted: true });
  const address = run.hold?.step ?? run.failure?.step ?? run.step ?? '';
  const step = view.steps.get(address);
  const failure = run.hold?.failure ?? run.failure;
  const call = callStepAt(flow.program, address);
  const found = { tenant, run, flow, view, address, step, failure };
  if (call === undefined) return found;
  const { bindings } = flow.deployment;
  const connectionName = bindings[call.connection] ?? call.connection;
  const connection = await deps.connections.get(tenant, connectionName, bindings);
  const named = { ...found, connectionName, operationName: call.operation };
  if ('gone' in connection) {
    const gone =
      connection.gone === 'paused' ? `it is paused${connection.reason ? `: ${connection.reason}` : ''}` : 'it is gone';
    return { ...named, gone: `Connection ${connectionName} cannot be asked now; ${gone}.` };
  }
  const operation = connection.operation(call.operation);
  return { ...named, connection, ...(operation === undefined ? {} : { operation }) };
}

/** What the mapping of the step gives now: its input, or why there is none, and every crosswalk row it asks for. */
export function mapAgain(
  { flow, view, address }: WorkCase,
  now: number,
  crosswalks: Readonly<Record<string, Crosswalk>> = flow.program.crosswalks,
): { readonly input: JsonObject | undefined; readonly failure?: Failure; readonly lookups: readonly Lookup[] } {
  const steps = new Map(view.steps);
  const step = steps.get(address);
  if (step) {
    const kept = without(step, ['input', 'output', 'failure', 'waiting', 'unsettled']);
    steps.set(address, { ...kept, state: 'pending' });
  }
  const pending = { ...without(view, ['hold', 'waiting', 'ended', 'failed']), steps };
  const lookups: Lookup[] = [];
  const onLookup = (lookup: Lookup) => void lookups.push(lookup);
  const action = nextAction({ ...flow.program, crosswalks }, pending, now, { onLookup });
  if (action.do === 'call' && action.step === address) return { input: action.input, lookups };
  if (action.do === 'fail') return { input: undefined, failure: action.failure, lookups };
  if (action.do === 'hold' && action.hold.failure) return { input: undefined, failure: action.hold.failure, lookups };
  return { input: undefined, lookups };
}

/** Crosswalks with some rows more. */
export function withRows(
  crosswalks: Readonly<Record<string, Crosswalk>>,
  rows: readonly { readonly crosswalk: string; readonly from: string; readonly to: string }[],
): Readonly<Record<string, Crosswalk>> {
  const changed = { ...crosswalks };
  for (const { crosswalk, from, to } of rows) {
    const table = changed[crosswalk];
    if (table) changed[crosswalk] = { ...table, rows: { ...table.rows, [from]: to } };
  }
  return changed;
}
