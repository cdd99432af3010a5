import type { Command } from 'commander';
import { verifyAuditLog } from '../../main.ts';
import { print, printJson } from '../output.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

/** `landbridge audit`: whether the audit log is what was written. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the log of who did what');
  audit
    .command('verify')
    .description('go through the audit log and say whether an entry was changed, put in, or taken out')
    .option('--data <folder>', 'data folder of the server on this machine', process.env['LANDBRIDGE_DATA'] ?? './data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Compares it as well with the end that was last seen, which stands in the file audit.heads of the data
folder: copy that file elsewhere, and nobody can cut the log or write it anew unseen.

Exit code: 0 whole, 1 not.`,
    )
    .action(async ({ data, json }: Options) => {
      const verdict = await verifyAuditLog(data === undefined ? {} : { data });
      if (verdict.fault !== undefined) process.exitCode = 1;
      if (json) return printJson(verdict);
      const { entries, erased, fault } = verdict;
      if (fault !== undefined) {
        const which = fault.seq === undefined ? '' : ` (number ${fault.seq})`;
        return print(`Not whole. At entry ${fault.link}${which}: ${fault.what}`);
      }
      const taken = erased === 0 ? '' : ` Out of ${erased} personal data was taken, as the log says.`;
      print(`Whole: ${entries} entries.${taken}`);
    });
}
