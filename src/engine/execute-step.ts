import type { Failure } from '../core/failure.ts';
import type { AnyOperation, LinkKey, NewLink, OperationAction, OperationView } from '../core/operation.ts';
import { afterFailure } from '../core/run/after-failure.ts';
import type { NextAction } from '../core/run/view.ts';
import type { Stop } from './away-ports.ts';
import { engineFailure } from './errors.ts';
import { makeCalls } from './make-calls.ts';
import type { Gates } from './gate.ts';
import { hasUnknownOutcome, park } from './park.ts';
import type { Pauses } from './pauses.ts';
import type { Chance, Clock, ConnectionGone, Connections, OpenConnection, RunStore } from './ports.ts';
import { refusedBy } from './refused.ts';
import type { Session } from './session.ts';

/** What the execution of steps needs from outside. */
export interface StepDeps {
  readonly store: RunStore;
  readonly connections: Connections;
  readonly gates: Gates;
  /** Flows and stores that people paused; left out, none is. */
  readonly pauses?: Pauses;
  readonly clock: Clock;
  readonly chance: Chance;
}

export type CallAction = Extract<NextAction, { do: 'call' }>;

/** `go-on`: ask `nextAction` again. `stopped`: the run waits, and that is on disk. */
export type StepEnd = 'go-on' | 'stopped';

/** More calls than this within one step mean a state machine that does not end. */
const MOST_CALLS = 2_000;
/**
 * Carries out one `call` step: asks the operation what to do, makes its calls, and journals each write
 * before it is sent and after it is answered. Ends when the operation is done, must wait, or has failed.
 */
export async function executeStep(deps: StepDeps, session: Session, action: CallAction): Promise<StepEnd> {
  const { tenant } = session.run;
  const bindings = session.flow.deployment.bindings;
  const name = bindings[action.connection] ?? action.connection;
  if (!action.started) {
    const stop = await stopBefore(deps, session, name);
    if (stop) return await park(deps.clock, session, action.step, stop);
    session.append({
      type: 'step-started',
      at: deps.clock.now(),
      step: action.step,
      input: action.input,
      operation: action.operation,
      connection: name,
      ...(action.warnings ? { warnings: action.warnings } : {}),
    });
  }
  const opened = await deps.connections.get(tenant, name, bindings);
  if ('gone' in opened) return await withoutConnection(deps, session, action, name, opened);
  let connection: OpenConnection = opened;
  const operation = connection.operation(action.operation);
  if (!operation) return failStep(deps, session, action, missingOperation(action, connection));

  const linkedId = await findLinked(deps, session, action, operation, connection);
  let state: OpenConnection | ConnectionGone = opened;
  for (;;) {
    const next = askOperation(operation, session, action, connection, linkedId, deps.clock.now());
    switch (next.do) {
      case 'call':
      case 'calls': {
        // A step that is done meanwhile needs no connection any more; one that is not goes on from here later.
        if ('gone' in state) return await withoutConnection(deps, session, action, name, state);
        const calls = next.do === 'call' ? [next.call] : next.calls;
        const kept = await makeCalls(deps, session, action, connection, calls);
        if (kept && 'why' in kept) return await park(deps.clock, session, action.step, kept);
        if (kept) return await afterFailedTry(deps, session, action, kept, false);
        // A step may make thousands of calls: what a person or the calendar says meanwhile counts for the next ones.
        state = await deps.connections.get(tenant, name, bindings);
        if (!('gone' in state)) connection = state;
        break;
      }
      case 'wait':
        session.append({ type: 'waiting', at: deps.clock.now(), step: action.step, until: next.until, why: next.why });
        await session.flush({
          state: 'waiting',
          until: next.until,
          step: action.step,
          unknownOutcome: hasUnknownOutcome(session, action.step),
        });
        return 'stopped';
      case 'done':
        if (operation.promises) session.promise(operation.promises(next.output));
        session.append({
          type: 'step-completed',
          at: deps.clock.now(),
          step: action.step,
          output: next.output,
          ...(next.links?.length ? { links: next.links.map((link) => boundLink(link, bindings)) } : {}),
          ...(next.warnings?.length ? { warnings: next.warnings } : {}),
        });
        return 'go-on';
      case 'fail':
        return await afterFailedTry(deps, session, action, next.failure, true);
    }
  }
}

function missingOperation(action: CallAction, connection: OpenConnection): Failure {
  return engineFailure('engine.operation-missing', {
    message: `Connection ${connection.name} has no operation ${action.operation}.`,
    record: `operation ${action.connection}.${action.operation}`,
  });
}

async function withoutConnection(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  name: string,
  state: ConnectionGone,
): Promise<StepEnd> {
  if (state.gone === 'missing') {
    return failStep(deps, session, action, engineFailure('connection.missing', { record: `connection ${name}` }));
  }
  return await park(deps.clock, session, action.step, goneStop(name, state));
}

/** What keeps a run from beginning a step: a pause of its flow or its store, or a window that is near. */
async function stopBefore(deps: StepDeps, { run, flow }: Session, connection: string): Promise<Stop | undefined> {
  const { tenant, source } = run;
  const pause = await deps.pauses?.stopOf({ tenant, flow: flow.deployment.flow, source });
  if (pause) return pause;
  const closing = deps.connections.closing(tenant, connection);
  return closing && goneStop(connection, { gone: 'paused', ...closing });
}

function goneStop(name: string, { reason, until }: ConnectionGone): Stop {
  if (until !== undefined) {
    const why = `${name} is closed for maintenance until ${new Date(until).toISOString()}: ${reason ?? ''}`;
    return { kind: 'connection', name, code: 'connection.closed', why, until };
  }
  const why = reason === undefined ? 'The connection is paused.' : `The connection is paused: ${reason}`;
  return { kind: 'connection', name, code: 'connection.paused', why };
}

function askOperation(
  operation: AnyOperation,
  session: Session,
  action: CallAction,
  connection: OpenConnection,
  linkedId: string | undefined,
  now: number,
): OperationAction {
  const step = session.view.steps.get(action.step);
  if ((step?.calls.length ?? 0) > MOST_CALLS) {
    return { do: 'fail', failure: engineFailure('engine.too-many-calls', { record: `step ${action.step}` }) };
  }
  const view: OperationView = {
    input: action.input,
    settings: connection.settings,
    calls: step?.calls ?? [],
    now,
    round: step?.round ?? 0,
    stepKey: `${session.run.id}/${action.step}`,
    ...(linkedId === undefined ? {} : { linkedId }),
  };
  try {
    return operation.next(view);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const evidence = { operation: operation.name, error: message };
    return {
      do: 'fail',
      failure: engineFailure('engine.operation-failed', { evidence, record: `step ${action.step}` }),
    };
  }
}

/** Operations speak of systems by connector; records are linked by connection, so that two stores do not meet. */
function boundSystem(system: string, bindings: Readonly<Record<string, string>>): string {
  return bindings[system] ?? system;
}

function boundLink(link: NewLink, bindings: Readonly<Record<string, string>>): NewLink {
  return {
    kind: link.kind,
    left: { system: boundSystem(link.left.system, bindings), id: link.left.id },
    right: { system: boundSystem(link.right.system, bindings), id: link.right.id },
  };
}

async function findLinked(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  operation: AnyOperation,
  connection: OpenConnection,
): Promise<string | undefined> {
  const key: LinkKey | undefined = operation.linkOf?.(action.input);
  if (!key) return undefined;
  const bound = { ...key, system: boundSystem(key.system, session.flow.deployment.bindings) };
  return await deps.store.findLink(session.run.tenant, bound, connection.name);
}

/** `counts`: the failure is not in the journal as a call, so the `waiting` entry carries it. */
async function afterFailedTry(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  failure: Failure,
  counts: boolean,
): Promise<StepEnd> {
  const now = deps.clock.now();
  const known = session.view.steps.get(action.step) ?? { attempts: 0 };
  const tried = counts ? { ...known, attempts: known.attempts + 1 } : known;
  const decision = afterFailure(failure, tried, action.policy, now, deps.chance.next());
  const name = session.flow.deployment.bindings[action.connection] ?? action.connection;
  if (decision.do !== 'retry') {
    if (refusedBy(failure) === undefined) return failStep(deps, session, action, failure);
    // It concerns every run of the connection: stopped at once, so that nobody hammers.
    await deps.connections.pause(session.run.tenant, name, failure.message);
    // A call that was turned away at the door had no effect: the run waits for the connection like all others.
    if (counts || decision.do !== 'hold') return failStep(deps, session, action, failure);
    return await withoutConnection(deps, session, action, name, { gone: 'paused', reason: failure.message });
  }
  const stop = deps.gates.stopOf(session.run.tenant, name, action.operation);
  // Its turn comes when the system is back, not after a pause that grew while it was away.
  if (stop) return await park(deps.clock, session, action.step, stop, failure);
  session.append({
    type: 'waiting',
    at: now,
    step: action.step,
    until: decision.at,
    why: decision.why,
    failure,
  });
  await session.flush({
    state: 'waiting',
    until: decision.at,
    step: action.step,
    failure: { ...failure, step: action.step },
    unknownOutcome: hasUnknownOutcome(session, action.step),
  });
  return 'stopped';
}

function failStep(deps: StepDeps, session: Session, action: CallAction, failure: Failure): StepEnd {
  session.append({ type: 'step-failed', at: deps.clock.now(), step: action.step, failure });
  return 'go-on';
}
