import { type Command, Option } from 'commander';
import { type LifeOptions, type LifeOutcome, runLife } from '../demo/run-all.ts';
import { type DemoOutcome, runDemo } from '../demo/run-demo.ts';
import { print, printJson, say, table } from '../output.ts';
import { readCount, readRate } from './sandbox.ts';

interface DemoFlags {
  scenario: 'orders' | 'all';
  minutes: string;
  rate: number;
  items?: number;
  orders: string;
  lines: string;
  faults: 'none' | 'light' | 'harsh';
  killEvery: string;
  latency: string;
  seed: string;
  json?: boolean;
  keep?: boolean;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('a throw-away instance: places orders, breaks things as told, and compares store and M3 from outside')
    .addOption(
      new Option('--scenario <name>', 'orders alone, or both systems living with everything that must agree')
        .choices(['orders', 'all'])
        .default('orders'),
    )
    .option('--minutes <n>', 'how long both live (scenario all)', '1')
    .option('--rate <n>', 'acts a second in each system (scenario all)', readRate, 3)
    .option('--items <n>', 'how many items both have (scenario all; default: 200)', readCount)
    .option('--orders <n>', 'how many orders (scenario orders)', '50')
    .option('--lines <a-b>', 'lines of an order', '1-9')
    .addOption(
      new Option('--faults <level>', 'how badly both systems behave')
        .choices(['none', 'light', 'harsh'])
        .default('none'),
    )
    .option('--kill-every <seconds>', 'kill -9 the server this often and start it again', '0')
    .option('--latency <ms>', 'time each call takes at least', '0')
    .option('--seed <n>', 'seed of orders and faults', '1')
    .option('--keep', 'keep the instance’s folder')
    .option('--json', 'print one JSON object')
    .action(async (flags: DemoFlags) => {
      const common = {
        faults: flags.faults,
        killEverySeconds: Number(flags.killEvery),
        latencyMs: Number(flags.latency),
        seed: Number(flags.seed),
        ...(flags.keep ? { keep: true } : {}),
        say,
      };
      if (flags.scenario === 'all') return await demoLife(flags, common);
      const outcome = await runDemo({ ...common, orders: Number(flags.orders), lines: flags.lines });
      if (flags.json) printJson(outcome.result);
      else printOutcome(outcome);
      if (!outcome.ok) {
        sayWhatIsWrong(outcome);
        process.exitCode = 1;
      }
    });
}

async function demoLife(
  flags: DemoFlags,
  common: Omit<LifeOptions, 'minutes' | 'ratePerSecond' | 'items'>,
): Promise<void> {
  const minutes = Number(flags.minutes);
  if (!(minutes > 0)) throw new Error('--minutes is a number above 0');
  const items = flags.items === undefined ? {} : { items: flags.items };
  const outcome = await runLife({ ...common, ...items, minutes, ratePerSecond: flags.rate });
  if (flags.json) printJson(outcome.result);
  else printLife(outcome);
  if (outcome.ok) return;
  for (const { kind, key, what } of outcome.differences.slice(0, 40)) say(`${kind} ${key}: ${what}`);
  process.exitCode = 1;
}

function printLife({ result, holds }: LifeOutcome): void {
  const { byKind, acts, ...figures } = result;
  const rows = {
    ...figures,
    ...Object.fromEntries(Object.entries(byKind).map(([kind, count]) => [`  ${kind}`, count])),
  };
  print(table(Object.entries(rows).map(([name, value]) => [name, String(value)])));
  print(`${acts.m3} acts in M3, ${acts.store} in the store`);
  const queues = Map.groupBy(holds, ({ flow, code }) => `${flow}  ${code}`);
  if (holds.length > 0)
    print(`\n${table([['HELD', 'FLOW AND CODE'], ...[...queues].map(([name, list]) => [String(list.length), name])])}`);
}

function printOutcome({ result, holds }: DemoOutcome): void {
  print(table(Object.entries(result).map(([name, value]) => [name, String(value)])));
  if (holds.length > 0)
    print(`\n${table([['HELD', 'CODE', 'REASON'], ...holds.map((hold) => [hold.order, hold.code, hold.reason])])}`);
}

function sayWhatIsWrong({ verdict }: DemoOutcome): void {
  const { lost, duplicated, wrongLines, notToldToStore, heldWithoutReason } = verdict;
  for (const [what, list] of Object.entries({ lost, duplicated, wrongLines, notToldToStore, heldWithoutReason })) {
    if (list.length > 0) say(`${what}: ${list.slice(0, 20).join('; ')}${list.length > 20 ? ' …' : ''}`);
  }
}
