import { describe, expect, it } from 'vitest';
import type { FieldShadow, FieldWrite, Shadow } from '../../core/agree/model.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CallRecord, OperationAction, OperationView } from '../../core/operation.ts';
import type { Connections, OpenConnection } from '../ports.ts';
import type { Pair, ShadowStore } from '../shadow-ports.ts';
import type { StockStore } from '../stock-ports.ts';
import type { PeerRuns } from '../peer-ports.ts';
import { BUILT_IN_CATALOGUE, withBuiltIns } from './registry.ts';

/** Shadows in memory, as the database keeps them. */
class MemoryShadows implements ShadowStore {
  readonly rows = new Map<string, Shadow & { run?: string }>();
  readonly #key = (pair: Pair): string => JSON.stringify(pair);

  claim(pair: Pair, run: string) {
    const row = this.rows.get(this.#key(pair)) ?? { fields: {}, writes: [] };
    if (row.run !== undefined && row.run !== run)
      return Promise.resolve({ claimed: false as const, by: row.run, until: 0 });
    this.rows.set(this.#key(pair), { ...row, run });
    return Promise.resolve({ claimed: true as const, shadow: { fields: row.fields, writes: row.writes } });
  }
  remember(
    pair: Pair,
    run: string,
    change: { fields: Readonly<Record<string, FieldShadow>>; writes: readonly FieldWrite[] },
  ) {
    const row = this.rows.get(this.#key(pair));
    if (row?.run !== run) return Promise.resolve(false);
    this.rows.set(this.#key(pair), { fields: { ...row.fields, ...change.fields }, writes: change.writes });
    return Promise.resolve(true);
  }
  find(pair: Pair) {
    return Promise.resolve(this.rows.get(this.#key(pair)));
  }
}

const nobody: Connections = {
  get: () => Promise.resolve({ gone: 'missing' }),
  pause: () => Promise.resolve(),
  polls: () => Promise.resolve([]),
  closing: () => undefined,
};

const noStock: StockStore = {
  promised: () => Promise.resolve([]),
  kept: () => Promise.resolve([]),
  remember: () => Promise.resolve(),
  listed: () => Promise.resolve([]),
  placesOf: () => Promise.resolve([]),
  ages: () => Promise.resolve([]),
};

const noPeers: PeerRuns = {
  find: () => Promise.resolve([]),
  list: () => Promise.resolve([]),
  wake: () => Promise.resolve(false),
  withdraw: () => Promise.resolve(false),
};

const noLinks = { find: () => Promise.resolve(undefined) };

async function open(shadows: ShadowStore): Promise<OpenConnection> {
  const got = await withBuiltIns(nobody, { shadows, stock: noStock, peers: noPeers, links: noLinks }).get(
    't',
    'landbridge',
    {
      clarity: 'clarity-eu',
    },
  );
  if ('gone' in got) throw new Error('gone');
  return got;
}

async function drive(
  connection: OpenConnection,
  name: string,
  input: JsonObject,
  run = 'r1',
  more: Partial<OperationView> = {},
): Promise<OperationAction> {
  const operation = connection.operation(name);
  if (!operation) throw new Error(name);
  const calls: CallRecord[] = [];
  for (;;) {
    const next = operation.next({
      input,
      settings: {},
      calls,
      now: 1_000,
      round: 0,
      stepKey: `${run}/step`,
      ...more,
    });
    if (next.do !== 'call') return next;
    const result = await connection.send(next.call, {});
    calls.push({ ...next.call, ...result, outcome: 'applied', sentAt: 1_000, answeredAt: 1_000, round: 0 });
  }
}

const pair = { kind: 'customer', m3Id: 'C1', storeId: '77' };
const rules = [
  { field: 'name', kind: 'text', owner: 'store', m3Length: 10 },
  { field: 'credit', kind: 'decimal', owner: 'm3' },
];

describe('keeping two records alike', () => {
  it('W14: what the target returned is remembered, so a cut name is no change', async () => {
    const connection = await open(new MemoryShadows());
    const begun = await drive(connection, 'agree.begin', pair);
    expect(begun).toMatchObject({
      do: 'done',
      output: { known: false },
      links: [{ left: { system: 'clarity', id: '77' }, right: { system: 'm3', id: 'C1' } }],
    });
    const shadow = (begun as { output: JsonObject }).output['shadow'] as JsonObject;
    const before = { to: 'm3', rules, shadow, m3: { name: 'Old' }, store: { name: 'A name far too long' } };
    const compared = await drive(connection, 'agree.compare', before);
    expect(compared).toMatchObject({ output: { write: true, values: { name: 'A name far too long' } } });
    const after = { ...pair, ...before, m3: { name: 'A NAME FAR' }, settled: ['name'], written: ['name'] };
    expect(await drive(connection, 'agree.remember', after)).toMatchObject({ output: { remembered: 1 } });

    const again = (await drive(connection, 'agree.begin', pair, 'r2')) as { output: JsonObject };
    expect(again.output['known']).toBe(true);
    const echo = {
      to: 'store',
      rules,
      shadow: again.output['shadow'] as JsonObject,
      m3: { name: 'A NAME FAR' },
      store: { name: 'A name far too long' },
    };
    expect(await drive(connection, 'agree.compare', echo)).toMatchObject({ output: { write: false, decisions: [] } });
  });

  it.each([
    ['the target cut it', 'store', 'A NAME FAR', true],
    ['the target left what it had, and nobody decides', 'person', 'Old', true],
    ['W15 what it had stands there again, and the sender decides', 'store', 'Old', false],
    ['somebody entered another one before it was read back', 'store', 'Entirely Else', false],
  ])('after a write, what is read back counts as ours or as news: %s', async (_, owner, held, ours) => {
    const connection = await open(new MemoryShadows());
    await drive(connection, 'agree.begin', pair, 'r1');
    const owned = rules.map((rule) => (rule.field === 'name' ? { ...rule, owner } : rule));
    const seen = { ...pair, to: 'm3', rules: owned, shadow: {}, before: { name: 'Old', credit: '1' } };
    const sides = { m3: { name: held, credit: '9' }, store: { name: 'A name far too long', credit: '1' } };
    await drive(connection, 'agree.remember', { ...seen, ...sides, settled: ['name', 'credit'], written: ['name'] });
    const { output } = (await drive(connection, 'agree.begin', pair, 'r2')) as { output: JsonObject };
    const again = { to: 'm3', rules: owned, shadow: output['shadow'] as JsonObject, ...sides };
    expect(await drive(connection, 'agree.compare', again)).toMatchObject({
      // The limit changed after it was compared; it goes over, though it was read back with the name.
      output: { write: !ours, otherWay: ['credit'] },
    });
  });

  it('one run has a pair at a time', async () => {
    const connection = await open(new MemoryShadows());
    await drive(connection, 'agree.begin', pair, 'r1');
    expect(await drive(connection, 'agree.begin', pair, 'r2')).toMatchObject({ do: 'wait' });
    expect(await drive(connection, 'agree.begin', pair, 'r1')).toMatchObject({ do: 'done' });
    const input = { ...pair, to: 'm3', rules, shadow: {}, m3: {}, store: {}, settled: ['name'] };
    expect(await drive(connection, 'agree.remember', input, 'r2')).toMatchObject({
      failure: { code: 'agree.pair-lost' },
    });
  });

  it('what goes the other way and what a person must decide are told apart', async () => {
    const connection = await open(new MemoryShadows());
    const open2 = [...rules, { field: 'phone', kind: 'phone', owner: 'person' }];
    const input = {
      to: 'm3',
      rules: open2,
      shadow: {},
      m3: { name: 'A', credit: '7', phone: '1' },
      store: { name: 'B', credit: '5', phone: '2' },
    };
    expect(await drive(connection, 'agree.compare', input)).toMatchObject({
      output: { fields: ['name'], otherWay: ['credit'], undecided: [{ field: 'phone', m3: '1', store: '2' }] },
    });
    // The side that lost counts as seen, so the next comparison writes over it.
    const chosen = { ...pair, ...input, settled: [], chosen: { phone: 'store' } };
    await drive(connection, 'agree.begin', pair);
    await drive(connection, 'agree.remember', chosen);
    const { output } = (await drive(connection, 'agree.begin', pair)) as { output: JsonObject };
    const shadow = output['shadow'] as JsonObject;
    expect(await drive(connection, 'agree.compare', { ...input, shadow })).toMatchObject({
      output: { fields: ['name', 'phone'], undecided: [] },
    });
  });

  it('W15: a loop is held with both values, and a person may let it pass', async () => {
    const connection = await open(new MemoryShadows());
    const writes = [1, 2, 3].map((at) => ({ field: 'name', to: at % 2 ? 'm3' : 'store', value: `v${at}`, at }));
    const input = { to: 'store', rules, shadow: { fields: {}, writes }, m3: { name: 'A' }, store: { name: '' } };
    expect(await drive(connection, 'agree.compare', input)).toMatchObject({
      failure: { code: 'agree.loop', field: 'name', message: expect.stringContaining('M3 "A"') },
    });
    expect(await drive(connection, 'agree.compare', input, 'r1', { round: 1 })).toMatchObject({ do: 'done' });
  });
});

describe('choosing among candidates', () => {
  const candidates = [
    { id: 'C1', name: 'Twin' },
    { id: 'C2', name: 'Twin' },
  ];
  const choose = async (input: JsonObject) =>
    await drive(await open(new MemoryShadows()), 'link.choose', { record: 'account 77', candidates, ...input });

  it('one or none is no question, two are held until a person chooses', async () => {
    expect(await choose({ candidates: [] })).toMatchObject({ output: { id: null, by: 'nobody' } });
    expect(await choose({ candidates: [{ id: 'C1' }] })).toMatchObject({ output: { id: 'C1', by: 'only-one' } });
    expect(await choose({})).toMatchObject({
      failure: { code: 'link.candidates', field: 'chosen', evidence: { candidates } },
    });
    expect(await choose({ chosen: 'C2' })).toMatchObject({ output: { id: 'C2', by: 'person' } });
    expect(await choose({ chosen: 'none' })).toMatchObject({ output: { id: null, by: 'person' } });
    expect(await choose({ chosen: 'C9' })).toMatchObject({ failure: { code: 'link.candidates' } });
  });
});

describe('the operations inside the engine', () => {
  it('have samples with the fields that their schemas ask for', () => {
    for (const operation of Object.values(BUILT_IN_CATALOGUE.operations)) {
      const { sample } = operation as unknown as { sample: { input: JsonObject; output: JsonObject } };
      for (const side of ['input', 'output'] as const) {
        const required = (operation[side]['required'] ?? []) as string[];
        expect(Object.keys(sample[side])).toEqual(expect.arrayContaining(required));
      }
    }
  });
});
