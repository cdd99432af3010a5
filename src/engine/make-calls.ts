import type { Failure } from '../core/failure.ts';
import type { Call, CallResult } from '../core/operation.ts';
import type { Stop } from './away-ports.ts';
import type { CallAction, StepDeps } from './execute-step.ts';
import type { Pass, Turn } from './gate.ts';
import type { OpenConnection } from './ports.ts';
import type { Session } from './session.ts';

/** So many calls of one step are on their way at once at most: other runs want their turn at the connection too. */
const AT_ONCE = 8;

interface Made {
  readonly call: Call;
  readonly result: CallResult;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
  readonly tookMs: number;
}

/**
 * Makes the first of some calls that do not depend on one another, all reads or all writes, at the same time. Writes are
 * in the journal before any of them leaves, in one commit, and only when it is their turn: what was said to be sent and
 * then queued here would use up the quiet time. Answers the failure of one that had no effect and is to be repeated, or
 * what keeps all of them from being made; otherwise the operation is to be asked again.
 */
export async function makeCalls(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  connection: OpenConnection,
  wanted: readonly Call[],
): Promise<Failure | Stop | undefined> {
  const { tenant, source } = session.run;
  const effect = wanted[0]?.effect ?? 'read';
  const leave = await deps.gates.admit(tenant, connection, action.operation, effect);
  if ('stop' in leave) return leave.stop;
  const pass = { ...leave.pass, lane: source };
  // One call tries whether the system is back, and no more.
  const some = wanted.filter((call) => call.effect === effect).slice(0, pass.probe ? 1 : AT_ONCE);
  const turns = effect === 'write' ? await deps.gates.takeTurns(tenant, connection, some.length, source) : [];
  const calls = effect === 'write' ? some.slice(0, turns.length) : some;
  if (effect === 'write') await writeDown(deps, session, action, calls, turns);
  const made = await Promise.all(
    calls.map((call, index) => {
      const turn = turns[index];
      return makeOne(deps, session, action, connection, call, turn === undefined ? pass : { ...pass, turn });
    }),
  );
  const told = effect === 'write' ? inOrderOfCertainty(made) : upToFirstRepeat(made);
  for (const { call, result, answeredAt, tookMs } of told) {
    session.append({
      type: 'call-answered',
      at: answeredAt,
      step: action.step,
      call: call.name,
      effect: call.effect,
      outcome: result.outcome,
      ...(call.effect === 'read' ? { request: call.request } : {}),
      ...(result.reply === undefined ? {} : { reply: result.reply }),
      ...(result.failure === undefined ? {} : { failure: result.failure }),
      tookMs,
    });
  }
  return told.find(({ result }) => mayRepeat(result))?.result.failure;
}

/** Resolves when the journal says that these are sent. @throws what the store throws, with the turns given back. */
async function writeDown(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  calls: readonly Call[],
  turns: readonly Turn[],
): Promise<void> {
  try {
    for (const [index, { name, effect, request }] of calls.entries()) {
      session.append({
        type: 'call-sent',
        at: deps.clock.now(),
        step: action.step,
        call: name,
        effect,
        request,
        ...(index > 0 ? { together: true } : {}),
      });
    }
    await session.flush();
  } catch (error) {
    for (const turn of turns) turn();
    throw error;
  }
}

async function makeOne(
  deps: StepDeps,
  session: Session,
  action: CallAction,
  connection: OpenConnection,
  call: Call,
  pass: Pass,
): Promise<Made> {
  const sentAt = deps.clock.now();
  const { tenant } = session.run;
  const result = await deps.gates.send(tenant, connection, action.operation, call, action.timeoutMs, pass);
  const answeredAt = deps.clock.now();
  return { call, result, answeredAt, tookMs: answeredAt - sentAt };
}

/** Calls without an effect that the engine repeats by itself; operations never hear of them. */
function mayRepeat({ outcome, failure }: CallResult): boolean {
  if (outcome === 'not-sent') return true;
  return outcome === 'refused' && (failure?.kind === 'throttled' || failure?.kind === 'unauthorized');
}

/** What is certain first, what nobody knows after it, and what is to be repeated last: the step goes on from there. */
function inOrderOfCertainty(made: readonly Made[]): readonly Made[] {
  const rank = ({ result }: Made): number => (mayRepeat(result) ? 2 : result.outcome === 'ambiguous' ? 1 : 0);
  return made.toSorted((left, right) => rank(left) - rank(right));
}

/** Operations tell reads of one name by their order, so what came after a gap is read again. */
function upToFirstRepeat(made: readonly Made[]): readonly Made[] {
  const gap = made.findIndex(({ result }) => mayRepeat(result));
  return gap < 0 ? made : made.slice(0, gap + 1);
}
