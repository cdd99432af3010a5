import type { Failure, FailureKind } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { VariableScope } from '../core/expression/types.ts';
import { nextAction, settingsOf } from '../core/run/next-action.ts';
import type { NextAction } from '../core/run/view.ts';
import { engineFailure } from './errors.ts';
import { executeStep, type StepDeps } from './execute-step.ts';
import { hasUnknownOutcome } from './park.ts';
import { factsOf, planRuns } from './plan-runs.ts';
import {
  type InboundEvent,
  type IntakeRequest,
  LeaseLost,
  type Meter,
  type RunStore,
  type RunTracer,
} from './ports.ts';
import type { Programs } from './programs.ts';
import type { RightOfWay } from './right-of-way.ts';
import { Session } from './session.ts';

export interface AdvanceDeps extends StepDeps {
  readonly store: RunStore;
  readonly programs: Programs;
  readonly meter: Meter;
  readonly rightOfWay: RightOfWay;
  /** Absent where nobody looks. */
  readonly tracer?: RunTracer;
}

/** What the job of a run ends with: nothing more to do now, or look again at a time (milliseconds since 1970). */
export type Advanced = { readonly again?: number };

const LEASED_AGAIN_MS = 2_000;
/** Events of one run that go to disk at once. */
const MOST_EMITTED = 100;
/** Claims that never came to an end: the input breaks the worker, so the run is parked with its input kept. */
const POISON_CLAIMS = 25;

/**
 * Moves one run until it waits, is held or ends. Whoever calls it twice at the same moment does no harm: the claim
 * and the lease token let only one work.
 */
export async function advance(deps: AdvanceDeps, runId: string): Promise<Advanced> {
  await deps.rightOfWay.pass();
  const claim = await deps.store.claim(runId);
  if ('refused' in claim) return lookAgain(deps, claim);
  const { run } = claim;
  const flow = await deps.programs.of(run.deployment);
  if (!('program' in flow)) return await park(deps, claim.run, flow);
  const session = new Session(run, flow, deps.store);
  if (isPoison(run)) {
    return await end(deps, session, { do: 'fail', step: '', failure: engineFailure('engine.poison') });
  }
  try {
    const { id, tenant, traceparent } = run;
    const traced = { id, tenant, flow: flow.deployment.flow, ...(traceparent === undefined ? {} : { traceparent }) };
    return await (deps.tracer?.inRun(traced, () => work(deps, session)) ?? work(deps, session));
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    deps.meter.leaseLost();
    return {};
  }
}

/** Whether claims since a person last had a hand in it came to nothing again and again. */
function isPoison({ leaseToken, entries }: Session['run']): boolean {
  const last = entries.findLastIndex(({ type }) => type === 'released');
  const released = entries[last];
  const claims = leaseToken - (released?.type === 'released' ? (released.claims ?? 0) : 0);
  return claims > POISON_CLAIMS && claims > 4 * (entries.length - 1 - last);
}

function lookAgain(deps: AdvanceDeps, claim: { refused: string; again?: number }): Advanced {
  if (claim.refused === 'leased') return { again: deps.clock.now() + LEASED_AGAIN_MS };
  if (claim.refused === 'not-due') return { again: claim.again ?? deps.clock.now() + LEASED_AGAIN_MS };
  return {};
}

async function work(deps: AdvanceDeps, session: Session): Promise<Advanced> {
  const { program } = session.flow;
  for (;;) {
    await deps.rightOfWay.pass();
    const action = nextAction(program, session.view, deps.clock.now());
    switch (action.do) {
      case 'call': {
        // Whoever waits for an event need not wait for the answer to this call as well.
        if (session.emitted > 0) await session.flush();
        if ((await executeStep(deps, session, action)) === 'stopped') return {};
        learnFacts(session);
        break;
      }
      case 'record': {
        const { do: _, ...entry } = action;
        session.append({ type: 'step-completed', at: deps.clock.now(), ...entry });
        learnFacts(session);
        break;
      }
      case 'find-link':
        await findLink(deps, session, action);
        learnFacts(session);
        break;
      case 'emit':
        await emit(deps, session, action);
        break;
      default:
        return await end(deps, session, action);
    }
  }
}

/** The flow's version is broken for good: the run becomes a dead letter that says why. */
async function park(deps: AdvanceDeps, run: Session['run'], failure: Failure): Promise<Advanced> {
  const at = deps.clock.now();
  await deps.store.commit({
    runId: run.id,
    leaseToken: run.leaseToken,
    firstSeq: run.entries.length + 1,
    entries: [{ type: 'failed', at, step: '', failure }],
    state: 'failed',
    failure: { ...failure, step: '' },
  });
  return {};
}

type Ending = Extract<NextAction, { do: 'wait' | 'hold' | 'fail' | 'complete' }>;

async function end(deps: AdvanceDeps, session: Session, action: Ending): Promise<Advanced> {
  const at = deps.clock.now();
  switch (action.do) {
    case 'wait':
      if (!action.journaled) {
        session.append({ type: 'waiting', at, step: action.step, until: action.until, why: action.why });
      }
      await session.flush({ state: 'waiting', until: action.until, step: action.step });
      return {};
    case 'hold':
      if (!session.view.hold) session.append({ type: 'held', at, step: action.step, hold: action.hold });
      await session.flush({
        state: 'held',
        step: action.step,
        hold: { ...action.hold, step: action.step },
        unknownOutcome: isInDoubt(session, action),
        ...(action.hold.failure ? { failure: { ...action.hold.failure, step: action.step } } : {}),
      });
      break;
    case 'fail':
      if (!session.view.ended) session.append({ type: 'failed', at, step: action.step, failure: action.failure });
      await session.flush({ state: 'failed', step: action.step, failure: { ...action.failure, step: action.step } });
      break;
    case 'complete':
      if (!session.view.ended) session.append({ type: 'completed', at });
      await session.flush({ state: 'completed', unknownOutcome: false });
      break;
  }
  const state = { hold: 'held', fail: 'failed', complete: 'completed' } as const;
  deps.meter.runEnded({
    flow: session.flow.deployment.flow,
    state: state[action.do],
    tookMs: at - session.run.arrivedAt,
  });
  return {};
}

/** Failures with which nobody could look what became of a write; after any other the step knows. */
const WITHOUT_A_LOOK: ReadonlySet<FailureKind> = new Set(['unreachable', 'throttled', 'unauthorized']);

function isInDoubt(session: Session, { step, hold }: Extract<Ending, { do: 'hold' }>): boolean {
  const kind = hold.failure?.kind;
  if (kind === 'uncertain') return true;
  return kind !== undefined && WITHOUT_A_LOOK.has(kind) && hasUnknownOutcome(session, step);
}

async function findLink(
  deps: AdvanceDeps,
  session: Session,
  action: Extract<NextAction, { do: 'find-link' }>,
): Promise<void> {
  const { bindings } = session.flow.deployment;
  const key = { kind: action.kind, system: bindings[action.from] ?? action.from, id: action.id };
  const found = await deps.store.findLink(session.run.tenant, key, bindings[action.to] ?? action.to);
  session.append({ type: 'step-completed', at: deps.clock.now(), step: action.step, output: found ?? null });
}

async function emit(deps: AdvanceDeps, session: Session, action: Extract<NextAction, { do: 'emit' }>): Promise<void> {
  const event: InboundEvent = {
    tenant: session.run.tenant,
    connection: 'landbridge',
    // Derived from the step: when this step is done again after a crash, the event is known already.
    id: `${session.run.id}/${action.step}`,
    type: action.event,
    subject: subjectOf(action.data) ?? session.run.facts.order ?? session.run.id,
    time: new Date(deps.clock.now()).toISOString(),
    data: action.data,
    via: 'emit',
    ...(session.run.traceparent === undefined ? {} : { traceparent: session.run.traceparent }),
  };
  const request: IntakeRequest = { event, runs: planRuns(event, await deps.programs.active()) };
  session.append({ type: 'step-completed', at: deps.clock.now(), step: action.step, output: { event: event.id } });
  session.emit(request);
  if (session.emitted >= MOST_EMITTED) await session.flush();
}

/** An emitted event may name the record it is about, so that a gathering tells one record from another. */
function subjectOf({ subject }: JsonObject): string | undefined {
  return typeof subject === 'string' && subject !== '' ? subject : undefined;
}

/** Works out the facts that have become known by the last step. */
function learnFacts(session: Session): void {
  session.learn(factsOf(session.flow.program.facts, knownVariables(session), session.factSources));
}

function knownVariables(session: Session): VariableScope {
  const { view, flow } = session;
  const variables: Record<string, Json> = { event: view.event, settings: settingsOf(flow.program, view) };
  for (const [address, step] of view.steps) {
    if (step.state === 'completed' && step.output !== undefined && !address.includes('/'))
      variables[address] = step.output;
  }
  return variables;
}
