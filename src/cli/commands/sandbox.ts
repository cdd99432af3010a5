import { Argument, type Command, Option } from 'commander';
import { runSandbox } from '../../main.ts';
import { print, printJson } from '../output.ts';

interface SandboxFlags {
  port?: string;
  data: string;
  faults: string;
  seed: string;
  latency: string;
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
    .option('--seed <n>', 'seed of its faults', '1')
    .option('--latency <ms>', 'time each call takes at least', '0')
    .addOption(new Option('--end-with-parent').hideHelp())
    .option('--json', 'print JSON')
    .action(async (system: 'm3' | 'store', flags: SandboxFlags) => {
      const sandbox = await runSandbox(system, {
        port: Number(flags.port ?? (system === 'm3' ? 4610 : 4620)),
        folder: flags.endWithParent ? flags.data : `${flags.data}/${system}`,
        faults: flags.faults as 'none' | 'light' | 'harsh',
        seed: Number(flags.seed),
        latencyMs: Number(flags.latency),
      });
      if (flags.json) printJson(sandbox.reach);
      else for (const line of sandbox.lines) print(line);
      const stop = (): void => void sandbox.close().finally(() => process.exit(0));
      process.once('SIGINT', stop).once('SIGTERM', stop);
      if (flags.endWithParent) process.stdin.resume().once('end', stop).once('error', stop);
    });
}
