import type { Command } from 'commander';
import { eraseShopper, readErasures } from '../../main.ts';
import { localTime, print, printJson, table } from '../output.ts';

interface Options {
  readonly data?: string;
  readonly email?: string;
  readonly customer?: string;
  readonly reason?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `landbridge erase`: takes out what is kept of a shopper. */
export function addErase(program: Command): void {
  program
    .command('erase')
    .description('take out what is kept of a shopper, as soon as no order of theirs is open')
    .option('--email <address>', 'the e-mail address of the shopper')
    .option('--customer <number>', 'the number of the customer in the store, with all who order for it')
    .option('--reason <text>', 'why, for the audit log: the number of the request, not the person')
    .option('--list', 'show what was asked for, and what was done')
    .option('--data <folder>', 'data folder of the server on this machine', process.env['LANDBRIDGE_DATA'] ?? './data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Names, addresses, texts and notes go from messages, journals, search and differences; numbers and
amounts that accounts need stay. M3 and the store are not touched: erase the person there first, or
their next change brings the data back. Backups keep what they have until they are thrown away.

Examples:
  landbridge erase --email ada@example.com --reason "request 2026-17"
  landbridge erase --list`,
    )
    .action(async ({ data, email, customer, reason, list, json }: Options) => {
      const flags = data === undefined ? {} : { data };
      if (list) {
        const items = await readErasures(flags);
        if (json) return printJson(items);
        const rows = items.map((each) => [
          localTime(each.askedAt),
          each.doneAt === undefined ? `waits for ${each.openRuns} open runs` : `done, ${each.runs} runs`,
          each.askedBy,
          each.reason,
        ]);
        return print(table([['ASKED', 'STATE', 'BY', 'REASON'], ...rows]));
      }
      if (email === undefined && customer === undefined) throw new Error('Say whom: --email, --customer, or both');
      if (reason === undefined) throw new Error('Say why for the audit log: --reason "request 2026-17"');
      const shopper = { ...(email === undefined ? {} : { email }), ...(customer === undefined ? {} : { customer }) };
      const erasure = await eraseShopper(flags, shopper, reason);
      if (json) return printJson(erasure);
      print(
        erasure.doneAt === undefined
          ? `${erasure.openRuns} runs are open. The server erases when they are over; landbridge erase --list shows it.`
          : `Erased from ${erasure.runs} runs.`,
      );
    });
}
