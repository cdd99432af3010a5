import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/connectors/kit/sandbox/random.ts';
import type { AnyOperation } from '../../src/core/operation.ts';
import { POINT_CASES, type PointCase, type Stage } from '../../bench/proof/points/cases.ts';
import { type Home, memoryHome, postgresHome } from '../../bench/proof/points/homes.ts';
import { bareProgram, callStep, plain } from '../../bench/proof/simulation/order-program.ts';
import { type Kill, POINTS, walk, WalkClock } from '../../bench/proof/points/walk.ts';

/** The process dies around each write of each flow, on the product's own store. */

const clock = new WalkClock();
let home: Home;

beforeAll(async () => {
  home = await postgresHome();
});
afterAll(() => home.close());

describe.each(POINT_CASES)('C03 C04 C05 C06 C07 C08 C09 C10: $name', (flow) => {
  test('each effect comes once, wherever the process dies', async () => {
    const { writes, complaints } = await walk(flow, home, clock, []);
    expect(complaints).toEqual([]);
    expect(writes.length).toBeGreaterThan(0);
    for (const write of writes.keys()) {
      for (const point of POINTS) {
        const walked = await walk(flow, home, clock, [{ write: write + 1, point }]);
        expect(walked, `${point} ${write + 1}`).toMatchObject({ kills: 1, held: 0, complaints: [] });
      }
    }
  }, 60_000);
});

test('a process that dies twice is no worse', async () => {
  const random = seededRandom(3);
  let twice = 0;
  for (let pair = 0; pair < 150; pair += 1) {
    const flow = random.pick(POINT_CASES);
    const first = random.integer(1, 6);
    const kills = [first, first + random.integer(1, 6)].map((write): Kill => ({ write, point: random.pick(POINTS) }));
    const { kills: died, complaints } = await walk(
      flow,
      memoryHome(() => clock.now()),
      clock,
      kills,
    );
    expect(complaints, `${flow.name}: ${JSON.stringify(kills)}`).toEqual([]);
    if (died === 2) twice += 1;
  }
  expect(twice).toBeGreaterThan(20);
});

/** Writes and hopes: after an answer that got lost it writes again. */
const careless: AnyOperation = {
  name: 'careless',
  title: '',
  description: '',
  effect: 'write',
  idempotency: 'none',
  input: {},
  output: {},
  sample: { input: {}, output: {} },
  next: ({ calls }) =>
    calls.at(-1)?.outcome === 'applied'
      ? { do: 'done', output: null }
      : { do: 'call', call: { name: 'write', effect: 'write', request: {} } },
};

test('the walk notices an operation that writes again without a look', async () => {
  const stage = (): Stage => {
    let effects = 0;
    return {
      answer: () => {
        effects += 1;
        return { outcome: 'applied', reply: {} };
      },
      complaints: () => (effects === 1 ? [] : [`${effects} effects`]),
    };
  };
  const flow: PointCase = {
    name: 'careless',
    program: bareProgram('careless', [
      callStep(
        'write',
        'm3',
        'careless',
        plain(() => ({})),
      ),
    ]),
    settings: {},
    event: {},
    operations: { careless },
    stage,
  };
  const walkWith = (kills: readonly Kill[]) =>
    walk(
      flow,
      memoryHome(() => clock.now()),
      clock,
      kills,
    );
  expect((await walkWith([])).complaints).toEqual([]);
  expect((await walkWith([{ write: 1, point: 'before send' }])).complaints).toEqual([]);
  expect((await walkWith([{ write: 1, point: 'after effect' }])).complaints).toEqual(['2 effects']);
});
