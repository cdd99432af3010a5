import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { complaintsOf, percent, runStorm, type StormOutcome } from './proof/run-storm.ts';

/**
 * The storm: orders come while processes and the database are killed, a worker is frozen beyond its lease and both
 * systems spoil a good part of all calls. The verdict is by the sandboxes' ledgers. Exits with 1 when anything is
 * lost, doubled or wrong, and when too little was broken to prove anything.
 */
const { values: flags } = parseArgs({
  options: {
    orders: { type: 'string', default: '10000' },
    lines: { type: 'string', default: '1-50' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const outcome = await runStorm({
  orders: Number(flags.orders),
  lines: flags.lines,
  seed: Number(flags.seed),
  keep: flags.keep,
  say: (text) => process.stderr.write(`${text}\n`),
});
const complaints = complaintsOf(outcome);
process.stdout.write(
  flags.json ? `${JSON.stringify({ ...figures(outcome), complaints }, null, 2)}\n` : report(outcome),
);
for (const complaint of complaints) process.stdout.write(`FAILED  ${complaint}\n`);
for (const trouble of outcome.troubles) process.stderr.write(`trouble: ${trouble}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;

function figures({ verdict, havoc, faults, copies, ...rest }: StormOutcome): Record<string, string | number> {
  return {
    'orders placed': verdict.placed,
    'in M3': verdict.confirmed,
    held: verdict.held,
    lost: verdict.lost.length,
    doubled: verdict.duplicated.length,
    'wrong lines': verdict.wrongLines.length,
    'not told to the store': verdict.notToldToStore.length,
    'customers doubled': rest.doubledCustomers.length,
    'drafts left, none of them live': rest.leftDrafts,
    'kill -9 of a process': havoc.processKills,
    'kill -9 of the database': havoc.databaseKills,
    'workers frozen beyond their lease': havoc.freezes,
    'writes to both systems': faults.writes,
    'of which ambiguous': percent(faults.ambiguous, faults.writes),
    'of which ambiguous, the write spoilt least': percent(faults.leastAmbiguousShare, 1),
    'calls answered 429 or 503': percent(faults.turnedAway, faults.calls),
    'more webhooks sent': copies.sent,
    'of which acknowledged': copies.acknowledged,
    'tries answered "later"': copies.refused,
    'tries that nobody heard': copies.unreachable,
    'tries answered otherwise': copies.odd,
    'storm, seconds': Math.round(rest.stormSeconds),
    'settled after, seconds': Math.round(rest.settledSeconds),
  };
}

function report(result: StormOutcome): string {
  const holds = result.holds.map(({ order, code, reason }) => [order, code, reason.slice(0, 110)]);
  const rows = Object.entries(figures(result)).map(([name, value]) => [name, String(value)]);
  return `${table(rows)}\n${holds.length === 0 ? '' : `\n${table([['HELD', 'CODE', 'REASON'], ...holds])}\n`}`;
}
