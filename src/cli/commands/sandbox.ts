import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { runSandbox } from '../../main.ts';
import { print, printJson } from '../output.ts';

interface SandboxFlags {
  port?: string;
  data: string;
  faults: string;
  seed: string;
  latency: string;
  items?: number;
  customers?: number;
  warehouses?: number;
  empty?: boolean;
  life?: boolean;
  rate: number;
  endWithParent?: boolean;
  json?: boolean;
}

export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description('run one sandbox alone: an Infor M3, or a Clarity store')
    .addArgument(new Argument('<system>', 'which system').choices(['m3', 'store']))
    .option('--port <n>', 'port on loopback (default: 4610 for m3, 4620 for store)')
    .option('--data <folder>', 'folder of its state', './data/sandbox')
    .addOption(
      new Option('--faults <level>', 'how badly it behaves').choices(['none', 'light', 'harsh']).default('none'),
    )
    .option('--seed <n>', 'seed of its faults and of its life', '1')
    .option('--latency <ms>', 'time each call takes at least', '0')
    .option('--items <n>', 'how many items there are at the first start (default: 200)', readCount)
    .option('--customers <n>', 'how many customers (default: 40; 2,000 beside 5,000 items)', readCount)
    .option('--warehouses <n>', 'how many warehouses have stock (default: 2; 4 beside 1,000 items or more)', readCount)
    .option('--empty', 'a store without products, for a first full load')
    .option('--life', 'people act in it by themselves: they sell, deliver, change, shop, pay, cancel')
    .option('--rate <n>', 'how many acts a second with --life', readRate, 1)
    .addOption(new Option('--end-with-parent').hideHelp())
    .option('--json', 'print JSON')
    .action(async (system: 'm3' | 'store', flags: SandboxFlags) => {
      const sandbox = await runSandbox(system, {
        port: Number(flags.port ?? (system === 'm3' ? 4610 : 4620)),
        folder: flags.endWithParent ? flags.data : `${flags.data}/${system}`,
        faults: flags.faults as 'none' | 'light' | 'harsh',
        seed: Number(flags.seed),
        latencyMs: Number(flags.latency),
        size: sizeOf(flags),
        empty: flags.empty === true,
        ...(flags.life ? { life: { ratePerSecond: flags.rate, seed: Number(flags.seed) } } : {}),
      });
      if (flags.json) printJson(sandbox.reach);
      else for (const line of sandbox.lines) print(line);
      const stop = (): void => void sandbox.close().finally(() => process.exit(0));
      process.once('SIGINT', stop).once('SIGTERM', stop);
      if (flags.endWithParent) process.stdin.resume().once('end', stop).once('error', stop);
    });
}

function sizeOf({ items, customers, warehouses }: SandboxFlags): {
  items?: number;
  customers?: number;
  warehouses?: number;
} {
  return {
    ...(items === undefined ? {} : { items }),
    ...(customers === undefined ? {} : { customers }),
    ...(warehouses === undefined ? {} : { warehouses }),
  };
}

/** A whole number of things. */
export function readCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a whole number such as 5000.');
  return Number(text);
}

/** Acts a second. */
export function readRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 200)) throw new InvalidArgumentError('It is a number above 0 and at most 200.');
  return rate;
}
