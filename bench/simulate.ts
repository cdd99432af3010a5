import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { SAFETY_RULES } from './proof/simulation/safety-rules.ts';
import { simulateAll } from './proof/simulation/shard.ts';
import { Trace } from './proof/simulation/trace.ts';

/**
 * The product's state machines under virtual time and seeded faults. Then each safety rule is taken out in turn: a
 * simulation that does not notice proves nothing. Exits with 1 on a violation, or when a missing rule goes unnoticed.
 */
const { values: flags } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    /** Share of the orders that goes through the whole engine with two worker processes. */
    engine: { type: 'string', default: '0.1' },
    threads: { type: 'string' },
    'rules-only': { type: 'boolean', default: false },
  },
});

const orders = Number(flags.orders);
const seed = Number(flags.seed);
/** A rule that is missing must be noticed within so many orders. */
const NOTICED_WITHIN = 1_000;
let failed = false;

if (!flags['rules-only']) {
  const startedAt = performance.now();
  const threads = flags.threads === undefined ? undefined : Number(flags.threads);
  const shares = await simulateAll(orders, seed, Number(flags.engine), threads);
  const trace = new Trace();
  const rows = new Map<string, { count: number; violations: number; held: number }>();
  const add = (name: string, count: number, violations: number, held: number): void => {
    const row = rows.get(name) ?? { count: 0, violations: 0, held: 0 };
    rows.set(name, { count: row.count + count, violations: row.violations + violations, held: row.held + held });
  };
  for (const { worlds, protocols } of shares) {
    trace.add(worlds.traceHash);
    add('order through the whole engine', worlds.orders, worlds.violationCount, worlds.held);
    for (const violation of worlds.violations) process.stdout.write(`VIOLATION  ${JSON.stringify(violation)}\n`);
    for (const { name, count, violations, held, text } of protocols) {
      trace.add(text);
      add(name, count, violations, held);
    }
  }
  const cells = [...rows].map(([name, row]) => [name, String(row.count), String(row.violations), String(row.held)]);
  process.stdout.write(`${table([['SIMULATED', 'COUNT', 'VIOLATIONS', 'HELD'], ...cells])}\n\n`);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(`seed ${seed}, trace hash ${trace.toString()}, ${seconds} s\n\n`);
  failed = [...rows.values()].some(({ violations }) => violations > 0);
}

const findings: string[][] = [];
for (const { name, guards, without } of SAFETY_RULES) {
  const { what, after } = await without(NOTICED_WITHIN, seed);
  findings.push([name, what === undefined ? 'NOT NOTICED' : `${what}, within ${after}`, guards]);
  failed ||= what === undefined;
}
process.stdout.write(`${table([['WITHOUT', 'NOTICED', 'THE RULE SAYS'], ...findings])}\n`);
process.exitCode = failed ? 1 : 0;
