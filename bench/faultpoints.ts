import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { seededRandom } from '../src/connectors/kit/sandbox/random.ts';
import { POINT_CASES, type PointCase } from './proof/points/cases.ts';
import { type Home, memoryHome, postgresHome } from './proof/points/homes.ts';
import { type Kill, POINTS, walk, WalkClock, type Walked } from './proof/points/walk.ts';

/**
 * The process dies before a write is sent, after its effect, after its answer and after the answer is on disk: at each
 * write of each flow alone, then at random pairs. Singles run on a real PostgreSQL with the product's own store, pairs
 * on the store of the simulation, which is faster; `--store` takes one of them for both. Exits with 1 when anything is
 * lost or doubled, and when a single death makes a person necessary.
 */
const { values: flags } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string' },
  },
});

const clock = new WalkClock();
const memory = memoryHome(() => clock.now());
const home: Home = flags.store === 'memory' ? memory : await postgresHome();
const homeOfPairs = flags.store === 'postgres' ? home : memory;
const rows: string[][] = [];
const failures: string[] = [];
const startedAt = performance.now();

const show = (kills: readonly Kill[]): string => kills.map(({ write, point }) => `${point} ${write}`).join(', ');
function note(flow: PointCase, kills: readonly Kill[], { complaints }: Walked): boolean {
  for (const complaint of complaints) failures.push(`${flow.name}, ${show(kills)}: ${complaint}`);
  return complaints.length === 0;
}

const lengths = new Map<PointCase, number>();
try {
  for (const flow of POINT_CASES) {
    const plain = await walk(flow, home, clock, []);
    if (!note(flow, [], plain)) continue;
    lengths.set(flow, plain.writes.length);
    for (const [index, name] of plain.writes.entries()) {
      const cells: string[] = [];
      for (const point of POINTS) {
        const kill = [{ write: index + 1, point }];
        const walked = await walk(flow, home, clock, kill);
        if (walked.held > 0) failures.push(`${flow.name}, ${show(kill)}: a person had to look`);
        const isGreen = note(flow, kill, walked) && walked.kills === 1 && walked.held === 0;
        if (walked.kills !== 1) failures.push(`${flow.name}, ${show(kill)}: the process did not die`);
        cells.push(isGreen ? 'green' : 'RED');
      }
      rows.push([flow.name, `${index + 1} ${name}`, ...cells]);
    }
  }
  process.stdout.write(`${table([['FLOW', 'WRITE', ...POINTS.map((point) => point.toUpperCase())], ...rows])}\n\n`);

  const random = seededRandom(Number(flags.seed));
  const pairs = Number(flags.pairs);
  const flows = [...lengths.keys()];
  let both = 0;
  let held = 0;
  for (let pair = 0; pair < pairs && flows.length > 0; pair += 1) {
    const flow = random.pick(flows);
    const first = random.integer(1, lengths.get(flow) ?? 1);
    // The second death may come in what the first one made necessary.
    const second = first + random.integer(1, lengths.get(flow) ?? 1);
    const kills = [first, second].map((write): Kill => ({ write, point: random.pick(POINTS) }));
    const walked = await walk(flow, homeOfPairs, clock, kills);
    note(flow, kills, walked);
    if (walked.kills === 2) both += 1;
    if (walked.held > 0) held += 1;
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(
    `${rows.length * POINTS.length} single points, ${pairs} pairs (${both} died twice, ${held} asked a person), `,
  );
  process.stdout.write(`seed ${flags.seed}, ${failures.length} failures, ${seconds} s\n`);
} finally {
  await home.close();
}
for (const failure of failures.slice(0, 40)) process.stdout.write(`FAILED  ${failure}\n`);
process.exit(failures.length === 0 ? 0 : 1);
