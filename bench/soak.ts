import { parseArgs } from 'node:util';
import { table } from '../src/cli/output.ts';
import { runSoak } from './proof/run-soak.ts';

/**
 * Steady orders under light faults for as long as you like. Exits with 1 when an order is lost, doubled or wrong, when
 * memory or handles grow, or when orders take longer in the end than in the beginning. What memory does within a few
 * minutes says little: judge it by an hour or more.
 */
const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    'per-second': { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});

const minutes = Number(flags.minutes);
const outcome = await runSoak({
  minutes,
  perSecond: Number(flags['per-second']),
  seed: Number(flags.seed),
  say: (text) => process.stderr.write(`${text}\n`),
});
const { verdict, ...figures } = outcome;
const rows = Object.entries(figures).map(([name, value]) => [name, String(Math.round(value * 10) / 10)]);
process.stdout.write(`${table([['orders in M3', String(verdict.confirmed)], ...rows])}\n\n`);

/** A straight line through less than this is chance. */
const TELLING_MINUTES = 60;
const wrong =
  verdict.lost.length + verdict.duplicated.length + verdict.wrongLines.length + verdict.notToldToStore.length;
const goals: readonly { readonly text: string; readonly reached: boolean; readonly isOpen?: boolean }[] = [
  { text: `${wrong} orders lost, doubled, wrong or not told`, reached: wrong === 0 },
  {
    text: `memory grows by ${outcome.memorySlopePercent.toFixed(1)} % an hour, at most 2`,
    reached: outcome.memorySlopePercent <= 2,
    // Too short a run to say so.
    isOpen: minutes < TELLING_MINUTES,
  },
  {
    text: `open files and sockets: ${outcome.handlesBefore} after the warm-up, ${outcome.handlesAfter} at the end`,
    reached: outcome.handlesAfter <= outcome.handlesBefore * 1.2 + 10,
  },
  {
    text: `p99 from click to M3: ${outcome.earlyP99Ms} ms in the first half, ${outcome.lateP99Ms} ms in the second`,
    reached: outcome.lateP99Ms <= outcome.earlyP99Ms * 1.5 + 1_000,
  },
];
for (const { text, reached, isOpen } of goals) {
  const verdict = isOpen ? 'too short to judge' : reached ? 'reached' : 'MISSED ';
  process.stdout.write(`${verdict}  ${text}\n`);
}
process.exitCode = goals.every(({ reached, isOpen }) => reached || isOpen) ? 0 : 1;
