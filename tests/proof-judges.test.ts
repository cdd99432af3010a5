import { describe, expect, test } from 'vitest';
import { figuresOf } from '../bench/proof/fault-figures.ts';
import { findCarriers, idsIn, missingOf } from '../bench/proof/find-carriers.ts';
import { FAULT_CATALOGUE } from '../bench/proof/fault-catalogue.ts';
import { slopeOf } from '../bench/proof/measure.ts';
import { complaintsOf, type StormOutcome } from '../bench/proof/run-storm.ts';

/** What judges the proofs is itself judged: planted faults must show, and a proof that broke too little is none. */

const calm: StormOutcome = {
  verdict: {
    placed: 10,
    confirmed: 10,
    held: 0,
    lost: [],
    duplicated: [],
    wrongLines: [],
    notToldToStore: [],
    heldWithoutReason: [],
    endToEndMs: [],
  },
  holds: [],
  doubledCustomers: [],
  leftDrafts: 3,
  havoc: { processKills: 5, databaseKills: 2, freezes: 2, shortestFreezeMs: 16_100 },
  wanted: { processKills: 5, databaseKills: 2, freezes: 2 },
  faults: { writes: 100, ambiguous: 12, calls: 400, turnedAway: 20, leastAmbiguousShare: 0.11, sparedWrites: [] },
  copies: { sent: 0, acknowledged: 0, refused: 0, unreachable: 0, odd: 0 },
  troubles: [],
  stormSeconds: 1,
  settledSeconds: 1,
};

describe('the judge of the storm', () => {
  test('has nothing against a storm in which all came through', () => {
    expect(complaintsOf(calm)).toEqual([]);
  });

  test.each(['lost', 'duplicated', 'wrongLines', 'notToldToStore', 'heldWithoutReason'] as const)(
    'sees a planted order that is %s',
    (list) => {
      expect(complaintsOf({ ...calm, verdict: { ...calm.verdict, [list]: ['1042'] } })).toEqual([
        expect.stringContaining('1042'),
      ]);
    },
  );

  test('sees a process that ended by itself, and not a start that failed', () => {
    const troubles = ['front: the server was not ready', 'worker: ended by itself'];
    expect(complaintsOf({ ...calm, troubles })).toEqual(['1 processes that nobody ended: worker: ended by itself']);
  });

  test('sees a customer who is in M3 twice', () => {
    expect(complaintsOf({ ...calm, doubledCustomers: ['77'] })).toEqual([expect.stringContaining('77')]);
  });

  test.each([
    [{ havoc: { ...calm.havoc, processKills: 4 } }, 'only 4 processKills'],
    [{ havoc: { ...calm.havoc, databaseKills: 1 } }, 'only 1 databaseKills'],
    [{ havoc: { ...calm.havoc, shortestFreezeMs: 9_000 } }, 'within the lease'],
    [{ faults: { ...calm.faults, ambiguous: 9 } }, 'only 9.0 % of writes'],
    [{ faults: { ...calm.faults, turnedAway: 3 } }, 'only 0.8 % of calls'],
    [{ faults: { ...calm.faults, sparedWrites: ['write x'] } }, 'these writes were ambiguous: write x'],
  ])('does not believe a storm that broke too little: %j', (change, complaint) => {
    expect(complaintsOf({ ...calm, ...change })).toEqual([expect.stringContaining(complaint)]);
  });
});

test('faults are added up from what the sandboxes counted', () => {
  const figures = figuresOf({
    'write a': { effect: 'write', calls: 500, faults: { 'drop-after': 40, html: 10, throttle: 20, slow: 9 } },
    'read a': { effect: 'read', calls: 1_000, faults: { unavailable: 30, truncated: 5 } },
  });
  expect(figures).toEqual({
    writes: 500,
    ambiguous: 50,
    calls: 1_500,
    turnedAway: 50,
    leastAmbiguousShare: 0.1,
    sparedWrites: [],
  });
});

test('a write that faults passed by is named, and chance is not', () => {
  const write = (calls: number, spoilt: number) => ({ effect: 'write' as const, calls, faults: { html: spoilt } });
  const counts = { 'write rare': write(20, 1), 'write lucky': write(1_000, 85), 'write spared': write(1_000, 50) };
  expect(figuresOf(counts).sparedWrites).toEqual(['write spared']);
});

test('the slope of a straight line is its slope', () => {
  expect(slopeOf([1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toBeCloseTo(2);
  expect(slopeOf([])).toBe(0);
});

describe('the list of faults', () => {
  test('finds ids in names of tests and of table rows, and nowhere else', () => {
    const text = [
      '// N01 is told elsewhere',
      "test('N02 N03: lost answers', run);",
      "it('are made once (C09)', run);",
      "['N16: a page', 1],",
      "const format = 'A10';",
    ].join('\n');
    expect([...idsIn(text)].toSorted()).toEqual(['C09', 'N02', 'N03', 'N16']);
  });

  /** Not built, or not tested yet. May only shrink. */
  const OPEN: readonly string[] = [];

  test('has 150 faults, and a test for each that is not known to be open', () => {
    expect(Object.keys(FAULT_CATALOGUE)).toHaveLength(150);
    const missing = missingOf(findCarriers(new URL('..', import.meta.url).pathname)).map(({ id }) => id);
    expect(missing.filter((id) => !OPEN.includes(id))).toEqual([]);
  });
});
