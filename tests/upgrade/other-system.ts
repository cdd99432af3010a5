import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, CallResult, OperationView } from '../../src/core/operation.ts';
import { writingOperation } from '../engine-parts.ts';

/** Asks first after an answer that got lost, and before what a person released is tried anew. */
export const create = writingOperation('create', ({ calls, round, stepKey }: OperationView) => {
  const last = calls.findLast((each) => each.round === round);
  const write = { do: 'call', call: { name: 'create', effect: 'write', request: { key: stepKey } } } as const;
  const look = { do: 'call', call: { name: 'look', effect: 'read', request: { key: stepKey } } } as const;
  if (!last) return calls.length > 0 ? look : write;
  if (last.name === 'look' && last.reply === null) return write;
  if (last.outcome === 'refused' && last.failure) return { do: 'fail', failure: last.failure };
  if (last.outcome === 'ambiguous') return look;
  return { do: 'done', output: last.reply ?? null };
});

/**
 * The other system: counts each effect, loses answers, is away now and then, and refuses some at first. It is in order
 * often enough that no breaker opens, for the release before has nothing that wakes what one holds back.
 */
export function otherSystem() {
  const effects = new Map<string, number>();
  const met = new Set<string>();
  const world = { refuses: true, sent: 0 };
  const first = (mark: string): boolean => !met.has(mark) && Boolean(met.add(mark));
  const away = { kind: 'unreachable', code: 'connection.unreachable', message: 'No route' } as const;
  const refusal = { kind: 'rejected', code: 'm3.item-not-found', message: 'Item GHOST-1 is unknown' } as const;
  const unclear = { kind: 'uncertain', code: 'connection.reply-lost', message: 'No answer' } as const;
  const send = async ({ name, request }: Call): Promise<CallResult> => {
    const mark = String((request as { key: string }).key);
    await sleep(8);
    if (name === 'look') return { outcome: 'applied', reply: effects.has(mark) ? 'M' : null };
    const kind = Number.parseInt(mark.slice(34, 36), 16) % 16;
    if (world.refuses && kind === 0) return { outcome: 'refused', failure: refusal };
    if (kind === 1 && first(`away ${mark}`)) return { outcome: 'not-sent', failure: away };
    effects.set(mark, (effects.get(mark) ?? 0) + 1);
    world.sent += 1;
    if (kind === 15 && first(`lost ${mark}`)) return { outcome: 'ambiguous', failure: unclear };
    return { outcome: 'applied', reply: 'M' };
  };
  return { effects, world, send };
}
