import { type DoneWrite, writesOf } from '../../core/work/effects.ts';
import type { JsonObject } from '../../core/json.ts';
import { readCase, type WorkDeps } from './case.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import { inputOf } from './open-fix.ts';

/** What is known of a write without an answer. */
export interface Look {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly step: string;
  /** What was sent, and when. */
  readonly sent: readonly (DoneWrite & { readonly request: JsonObject })[];
  /** What the other system says now; its own operation judges it as if the quiet time were over. */
  readonly now: DryRun;
  readonly verdict: 'there' | 'not-seen' | 'nobody-knows';
  readonly words: string;
  /** Until then a write that is not seen may still take effect; milliseconds since 1970. */
  readonly quietUntil?: number;
}

/** Longer than any quiet time that can be set. */
const AHEAD_MS = 48 * 60 * 60 * 1000;

/** Asks the other system, with reads only, whether a write of a run took effect. Undefined when there is no such open run. */
export async function look(deps: WorkDeps, tenant: string, runId: string): Promise<Look | undefined> {
  const given = await readCase(deps, tenant, runId);
  if (given === undefined) return undefined;
  const { run, view, address } = given;
  const input = inputOf(given) ?? {};
  const calls = view.steps.get(address)?.calls ?? [];
  const sent = writesOf(run.journal)
    .filter((write) => write.outcome === 'unknown' && write.step === address)
    .map((write) => ({ ...write, request: calls.findLast((call) => call.name === write.call)?.request ?? {} }));
  const now = await dryRun(deps, given, { input, released: false, aheadMs: AHEAD_MS });
  const quietUntil = run.until === undefined ? {} : { quietUntil: Date.parse(run.until) };
  return { at: deps.clock.now(), step: address, sent, now, ...judge(now), ...quietUntil };
}

function judge(now: DryRun): Pick<Look, 'verdict' | 'words'> {
  switch (now.result) {
    case 'would-finish':
      return { verdict: 'there', words: 'It took effect: the record is there, just as it was sent.' };
    case 'would-send':
      return {
        verdict: 'not-seen',
        words: `It is not to be seen there now. Only when it cannot arrive any more, the next call (${now.call}) would be made.`,
      };
    case 'would-wait':
      return { verdict: 'nobody-knows', words: `Nothing certain can be said yet: ${now.why}.` };
    case 'would-fail':
      return { verdict: 'nobody-knows', words: now.failure.message };
    case 'not-checked':
      return { verdict: 'nobody-knows', words: `The system could not be asked: ${now.why}` };
  }
}
