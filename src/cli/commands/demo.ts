import { type Command, Option } from 'commander';
import { type DemoOutcome, runDemo } from '../demo/run-demo.ts';
import { print, printJson, say, table } from '../output.ts';

interface DemoFlags {
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
    .option('--orders <n>', 'how many orders', '50')
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
      const outcome = await runDemo({
        orders: Number(flags.orders),
        lines: flags.lines,
        faults: flags.faults,
        killEverySeconds: Number(flags.killEvery),
        latencyMs: Number(flags.latency),
        seed: Number(flags.seed),
        ...(flags.keep ? { keep: true } : {}),
        say,
      });
      if (flags.json) printJson(outcome.result);
      else printOutcome(outcome);
      if (!outcome.ok) {
        sayWhatIsWrong(outcome);
        process.exitCode = 1;
      }
    });
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
