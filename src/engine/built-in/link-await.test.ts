import { expect, it } from 'vitest';
import type { CallRecord, OperationAction } from '../../core/operation.ts';
import type { BuiltInCaller } from './built-in.ts';
import { linkAwait } from './link-await.ts';

/** Carries the operation to its end; the link is there from the moment `from` on, in milliseconds. */
async function drive(from: number, hours?: number): Promise<{ end: OperationAction; looks: number; now: number }> {
  let now = 0;
  const asked: unknown[] = [];
  const find = (tenant: string, key: unknown, to: string): Promise<string | undefined> => {
    asked.push([tenant, key, to]);
    return Promise.resolve(now >= from ? '0010004711' : undefined);
  };
  const caller = {
    tenant: 't',
    bindings: { clarity: 'shop-eu' },
    ports: { links: { find } },
  } as unknown as BuiltInCaller;
  const calls: CallRecord[] = [];
  const input = { kind: 'order', from: 'clarity', id: '1042', to: 'm3', ...(hours === undefined ? {} : { hours }) };
  for (;;) {
    const action = linkAwait.operation.next({ input, settings: {}, calls, now, round: 0, stepKey: 's' });
    if (action.do === 'wait') now = action.until;
    else if (action.do === 'call') {
      const reply = await linkAwait.answers['look']?.(caller, action.call.request);
      calls.push({ ...action.call, outcome: 'applied', reply: reply ?? null, sentAt: now, answeredAt: now, round: 0 });
    } else {
      expect(asked[0]).toEqual(['t', { kind: 'order', system: 'shop-eu', id: '1042' }, 'm3']);
      return { end: action, looks: calls.length, now };
    }
  }
}

it('D27 finds at once what is there, and soon what comes soon', async () => {
  expect(await drive(0)).toMatchObject({ end: { output: { id: '0010004711' } }, looks: 1, now: 0 });
  expect(await drive(5_000)).toMatchObject({ end: { output: { id: '0010004711' } }, now: 7_000 });
});

it('D27 gives up after 72 hours, with few looks', async () => {
  const { end, looks, now } = await drive(Number.POSITIVE_INFINITY);
  expect(end).toEqual({ do: 'done', output: { id: null } });
  expect(now).toBe(72 * 3_600_000);
  expect(looks).toBeLessThan(200);
  expect(await drive(Number.POSITIVE_INFINITY, 0)).toMatchObject({ end: { output: { id: null } }, looks: 1 });
});
