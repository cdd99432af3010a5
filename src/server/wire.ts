import type { ConnectionTest, HoldItem, JournalEntry, RunDetail } from '../api/types.ts';
import type { JournalEntry as StoredEntry } from '../core/run/journal.ts';
import { nextLoginTryAt } from '../engine/login-tries.ts';
import type { ConnectionHealth, ConnectionRecord, RunDetail as StoredRun, RunSummary } from '../engine/read-ports.ts';
import type { Connection, ConnectionLight } from '../api/types.ts';
import type { Waiting } from '../engine/standstill.ts';
import type { ConnectorEntry } from './deps.ts';
import { pauseToWire, type StandingStill, windowToWire } from './standstill-wire.ts';

/** Turns what the store reads into what travels: times become RFC 3339, nothing else is hidden or made up. */

/** One journal entry on the wire. */
function entryToWire(entry: StoredEntry): JournalEntry {
  const at = new Date(entry.at).toISOString();
  return entry.type === 'waiting' ? { ...entry, at, until: new Date(entry.until).toISOString() } : { ...entry, at };
}

/** A run with its journal on the wire. */
export function runToWire(run: StoredRun): RunDetail {
  return { ...run, journal: run.journal.map(entryToWire) };
}

/** Code of a hold that a flow asked for without any failure. */
const FLOW_HOLD_CODE = 'flow.held';
/** Code of runs that wait behind a held one. */
const BEHIND_HELD_CODE = 'run.behind-another';

/** Queue under which failed runs are shown. */
export const DEAD_LETTER_QUEUE = 'dead-letter';

/** What a held or failed run asks of a person. */
export function holdOf(run: RunSummary): HoldItem {
  const failure = run.behindHold ? undefined : (run.hold?.failure ?? run.failure);
  const { facts } = run;
  return {
    order: facts.order ?? facts.reference ?? facts.erpOrder ?? run.id,
    code: failure?.code ?? (run.behindHold ? BEHIND_HELD_CODE : FLOW_HOLD_CODE),
    ...(failure === undefined ? {} : { kind: failure.kind }),
    reason: behindWords(run) ?? run.hold?.reason ?? failure?.message ?? 'The flow holds it until a person acts.',
    since: run.updatedAt,
    runId: run.id,
    flow: run.flow,
    flowTitle: run.flowTitle,
    state: run.behindHold ? 'queued' : run.state === 'failed' ? 'failed' : 'held',
    queue: run.behindHold?.queue ?? run.hold?.queue ?? DEAD_LETTER_QUEUE,
    step: run.hold?.step ?? run.failure?.step ?? run.step ?? '',
    remedy: failure?.remedy,
    record: failure?.record,
    field: failure?.field,
    amount:
      facts.amount === undefined || facts.currency === undefined
        ? undefined
        : { amount: facts.amount, currency: facts.currency },
    customer: facts.name ?? facts.customer ?? facts.email,
    unknownOutcome: run.unknownOutcome,
  };
}

function behindWords({ behindHold }: RunSummary): string | undefined {
  return behindHold && `Waits behind order ${behindHold.order}, which is held: ${behindHold.reason}`;
}

/** The light of a connection. */
export function lightOf(
  record: ConnectionRecord,
  health: ConnectionHealth | undefined,
  waiting?: Waiting,
): ConnectionLight {
  const { name, connector, title } = record;
  const base = { name, connector, title, ...(waiting ? { waiting: waiting.count } : {}) };
  if (record.paused) return { ...base, ...pausedLight(record) };
  const closure = health?.closure;
  if (closure?.phase === 'closed')
    return { ...base, state: 'closed', reason: closure.reason, since: closure.from, until: closure.until };
  if (health === undefined || health.breaker === 'closed') return { ...base, state: 'working', since: health?.since };
  return { ...base, state: BREAKER_LIGHTS[health.breaker], reason: health.reason, since: health.since };
}

function pausedLight(record: ConnectionRecord): Pick<ConnectionLight, 'state' | 'reason' | 'since' | 'nextTryAt'> {
  const tryAt = nextLoginTryAt(record);
  const nextTryAt = tryAt === undefined ? undefined : new Date(tryAt).toISOString();
  return { state: 'paused', reason: record.pausedReason, since: record.pausedSince, nextTryAt };
}

const BREAKER_LIGHTS = { open: 'down', 'half-open': 'recovering', isolated: 'limited' } as const;

/** A connection on the wire, never with its secrets. */
export function connectionToWire(
  record: ConnectionRecord,
  health: ConnectionHealth | undefined,
  connector: Pick<ConnectorEntry, 'receivesWebhooks' | 'canBeCareful'> | undefined,
  still: StandingStill,
): Connection {
  const { name } = record;
  const pause = still.pauses.find((each) => each.kind === 'source' && each.name === name);
  return {
    ...lightOf(record, health, still.connections.get(name)),
    breakers: health?.breakers ?? [],
    windows: still.windows
      .filter((each) => each.connection === name && each.next)
      .toSorted((left, right) => (left.next?.from ?? 0) - (right.next?.from ?? 0))
      .map(windowToWire),
    ...(health?.closure ? { closure: health.closure } : {}),
    ...(pause ? { pausedSource: pauseToWire(pause) } : {}),
    settings: record.settings,
    secrets: record.secrets,
    updatedAt: record.updatedAt,
    updatedBy: record.updatedBy,
    ...(record.lastTest === undefined ? {} : { lastTest: testToWire(record.lastTest) }),
    ...(health === undefined
      ? {}
      : {
          traffic: {
            callsLastMinute: health.callsLastMinute,
            failuresLastMinute: health.failuresLastMinute,
            inFlight: health.inFlight,
            p50Ms: health.p50Ms,
          },
        }),
    ...(connector?.canBeCareful && record.carefulUntil ? { carefulUntil: record.carefulUntil } : {}),
    ...(connector?.receivesWebhooks ? { webhookPath: `/hooks/${record.name}` } : {}),
  };
}

/** Checks are stored as plain JSON; what is not a check is left out. */
function testToWire(test: NonNullable<ConnectionRecord['lastTest']>): ConnectionTest {
  return {
    at: test.at,
    result: test.result,
    checks: test.checks.flatMap(({ name, result, message, remedy }) =>
      typeof name === 'string' && typeof message === 'string' && isResult(result)
        ? [{ name, result, message, ...(typeof remedy === 'string' ? { remedy } : {}) }]
        : [],
    ),
  };
}

function isResult(value: unknown): value is 'pass' | 'warn' | 'fail' {
  return value === 'pass' || value === 'warn' || value === 'fail';
}
