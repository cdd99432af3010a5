import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../../kit/sandbox/faults.ts';
import { openSession, type Session, stageOrder } from '../testing/session.ts';

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.sandbox.close());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rule = (call: string, kind: FaultKind, times = 1) => session.control('faults', { rule: { call, kind, times } });
/** What the caller sees: `dropped`, or the status and whether the body is JSON. */
const seen = async (name: string, input: Record<string, string>): Promise<string> => {
  const headers = { authorization: `Bearer ${session.token}` };
  try {
    const response = await fetch(`${session.api}/v2/execute/${name}?${new URLSearchParams(input)}`, { headers });
    const text = await response.text();
    return `${response.status} ${isJson(text) ? 'json' : 'no json'}`;
  } catch {
    return 'dropped';
  }
};
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('faults on a write', () => {
  // Fault, what the caller sees, and whether the draft is there afterwards.
  const cases: readonly [string, FaultKind, string, number][] = [
    ['N01', 'drop-before', 'dropped', 0],
    ['N02', 'drop-after', 'dropped', 1],
    ['N02', 'gateway-timeout', '504 no json', 1],
    ['N13', 'throttle', '429 no json', 0],
    ['N14', 'unavailable', '503 no json', 0],
    ['N14', 'server-error', '500 no json', 0],
    ['N16', 'html', '200 no json', 1],
    ['N17', 'truncated', '200 no json', 1],
    ['N08', 'slow', '200 json', 1],
  ];
  it.each(cases)('%s %s: the caller sees %s, %i drafts stay', async (_id, kind, expected, drafts) => {
    await rule('OIS100MI/AddBatchHead', kind);
    expect(await seen('OIS100MI/AddBatchHead', { CUNO: 'C100001' })).toBe(expected);
    expect((await session.ledger()).drafts).toHaveLength(drafts);
    expect(await seen('OIS100MI/AddBatchHead', { CUNO: 'C100001' })).toBe('200 json');
  });

  it('N03 late effect: nothing at first, the line a second later', async () => {
    const number = await stageOrder(session, {}, []);
    await rule('OIS100MI/AddBatchLine', 'late-effect');
    const line = { ORNO: number, ITNO: 'PUMP-1001', ORQT: '1' };
    expect(await seen('OIS100MI/AddBatchLine', line)).toBe('dropped');
    expect((await session.ledger()).drafts[0]?.lines).toEqual([]);
    await sleep(1_100);
    expect((await session.ledger()).drafts[0]?.lines).toHaveLength(1);
  });

  it('N03 late Confirm: a second one in the meantime doubles the order', async () => {
    const number = await stageOrder(session, {});
    await rule('OIS100MI/Confirm', 'late-effect');
    expect(await seen('OIS100MI/Confirm', { ORNO: number })).toBe('dropped');
    expect((await session.ledger()).orders).toEqual([]);
    expect(await seen('OIS100MI/Confirm', { ORNO: number })).toBe('200 json');
    await sleep(1_100);
    expect((await session.ledger()).orders.map(({ temporaryNumber }) => temporaryNumber)).toEqual([number, number]);
  });

  it('N02 a bulk call has its own name', async () => {
    const ORNO = await stageOrder(session, {}, []);
    await rule('OIS100MI/bulk', 'drop-after');
    const pending = async (): Promise<unknown> => await (await fetch(`${session.sandbox.url}/sandbox/faults`)).json();
    expect(await pending()).toEqual({ rules: [{ call: 'OIS100MI/bulk', kind: 'drop-after', times: 1 }] });
    await expect(session.bulk('OIS100MI', [['AddBatchLine', { ORNO, ITNO: 'PUMP-1001' }]])).rejects.toThrow();
    expect((await session.ledger()).drafts[0]?.lines).toHaveLength(1);
    expect((await session.ledger()).calls).toMatchObject({ 'OIS100MI/bulk': 1, 'OIS100MI/AddBatchLine': 1 });
    expect(await pending()).toEqual({ rules: [] });
  });

  it('N01 a rule for a transaction meets the bulk call that carries it', async () => {
    const ORNO = await stageOrder(session, {}, []);
    await rule('OIS100MI/AddBatchLine', 'drop-before');
    await session.bulk('OIS100MI', [['GetBatchHead', { ORNO }]]);
    await expect(session.bulk('OIS100MI', [['AddBatchLine', { ORNO, ITNO: 'PUMP-1001' }]])).rejects.toThrow();
    expect((await session.ledger()).drafts[0]?.lines).toHaveLength(0);
  });

  it('A05 the token endpoint can be down', async () => {
    await rule('as/token.oauth2', 'unavailable');
    const { pu, ot } = session.sandbox.ionapi;
    expect((await fetch(`${pu}${ot}`, { method: 'POST', body: new URLSearchParams() })).status).toBe(503);
  });
});

describe('trigger values in the customer order number', () => {
  const cases = [
    ['W-T504', ['504 no json', '200 json'], 2],
    ['W-T429', ['429 no json', '429 no json', '200 json'], 1],
    ['W-DROP', ['dropped', '200 json'], 2],
  ] as const;
  it.each(cases)('%s', async (CUOR, expected, drafts) => {
    const answers: string[] = [];
    for (let n = 0; n < expected.length; n += 1)
      answers.push(await seen('OIS100MI/AddBatchHead', { CUNO: 'C100001', CUOR }));
    expect(answers).toEqual(expected);
    const staged = (await session.ledger()).drafts;
    expect(staged).toHaveLength(drafts);
    const ORNO = staged[0]?.temporaryNumber ?? '';
    await session.call('OIS100MI/AddBatchLine', { ORNO, ITNO: 'PUMP-1001' });
    expect(await seen('OIS100MI/Confirm', { ORNO })).toBe(expected[0]);
  });
});

describe('fault levels', () => {
  it('are the same for the same seed', async () => {
    const run = async (): Promise<string[]> => {
      const own = await openSession({ faults: 'harsh', seed: 7 });
      session = own;
      const answers: string[] = [];
      for (let n = 0; n < 40; n += 1) answers.push(await seen('CRS610MI/GetBasicData', { CUNO: 'C100001' }));
      await own.sandbox.close();
      return answers;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(first.filter((answer) => answer !== '200 json').length).toBeGreaterThan(0);
    session = await openSession();
  });

  it('are refused when unknown', async () => {
    expect((await session.control('faults', { level: 'cruel' })).status).toBe(400);
    expect((await session.control('faults', { rule: { call: '*', kind: 'nosuch', times: 1 } })).status).toBe(400);
    expect(FAULT_KINDS).toHaveLength(10);
  });
});
