import type { Sandboxes } from '../../src/cli/demo/ledgers.ts';
import type { FaultCount, FaultKind } from '../../src/connectors/kit/sandbox/faults.ts';

/** How much of the calls of one system was really spoilt. */
export interface FaultFigures {
  readonly writes: number;
  /** Writes after which nobody could know what became of them. */
  readonly ambiguous: number;
  readonly calls: number;
  /** Calls turned away with 429 or 503. */
  readonly turnedAway: number;
  /** The share of the write that was spoilt least, of those made often enough to tell. */
  readonly leastAmbiguousShare: number;
  /** Writes by name of which so few were spoilt that it cannot be chance. */
  readonly sparedWrites: readonly string[];
}

const AMBIGUOUS: readonly FaultKind[] = [
  'drop-before',
  'drop-after',
  'late-effect',
  'gateway-timeout',
  'server-error',
  'html',
  'truncated',
];
const TURNED_AWAY: readonly FaultKind[] = ['throttle', 'unavailable'];
/** With fewer calls of one name a share says nothing. */
const ENOUGH_CALLS = 400;
/** What the storm promises of each write. */
const WANTED_SHARE = 0.1;

/** Reads what both sandboxes counted while they drew their faults. */
export async function readFaultFigures({ m3Url, storeUrl }: Sandboxes): Promise<FaultFigures> {
  const both = await Promise.all(
    [m3Url, storeUrl].map(async (url) => {
      const response = await fetch(`${url}/sandbox/fault-counts`);
      return (await response.json()) as Record<string, FaultCount>;
    }),
  );
  return figuresOf(Object.assign({}, ...both) as Record<string, FaultCount>);
}

/** Pure: adds up what was counted by name of the call. */
export function figuresOf(countsByName: Readonly<Record<string, FaultCount>>): FaultFigures {
  const counts = Object.values(countsByName);
  const writes = counts.filter(({ effect }) => effect === 'write');
  const sum = (list: readonly FaultCount[], of: (count: FaultCount) => number): number =>
    list.reduce((total, count) => total + of(count), 0);
  const kinds = (wanted: readonly FaultKind[]) => (count: FaultCount) =>
    wanted.reduce((total, kind) => total + (count.faults[kind] ?? 0), 0);
  const often = writes.filter(({ calls }) => calls >= ENOUGH_CALLS);
  return {
    writes: sum(writes, ({ calls }) => calls),
    ambiguous: sum(writes, kinds(AMBIGUOUS)),
    calls: sum(counts, ({ calls }) => calls),
    turnedAway: sum(counts, kinds(TURNED_AWAY)),
    leastAmbiguousShare: Math.min(1, ...often.map((count) => kinds(AMBIGUOUS)(count) / count.calls)),
    sparedWrites: Object.entries(countsByName)
      .filter(([, count]) => count.effect === 'write' && isSpared(kinds(AMBIGUOUS)(count), count.calls))
      .map(([name]) => name),
  };
}

/** Whether a share is below what is wanted by more than twice its standard deviation. */
function isSpared(spoilt: number, calls: number): boolean {
  const deviation = Math.sqrt((WANTED_SHARE * (1 - WANTED_SHARE)) / Math.max(1, calls));
  return spoilt / Math.max(1, calls) < WANTED_SHARE - 2 * deviation;
}
