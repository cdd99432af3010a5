/**
 * Spans of time counted by bucket of a logarithmic scale: bucket `n` holds what is above `GROWTH^(n-1)` and up to
 * `GROWTH^n` milliseconds. Adding the counts of two histograms gives the histogram of both, which percentiles do not do.
 */
export type Histogram = Readonly<Record<string, number>>;

/** A quantile is told within this factor: 20 buckets for each power of ten. */
export const GROWTH = 10 ** (1 / 20);
/** Ten days; what takes longer counts as that. */
const LAST_BUCKET = 180;

/** The bucket of a span in milliseconds. */
export function bucketOf(ms: number): number {
  if (ms <= 1) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log(ms) / Math.log(GROWTH) - 1e-9));
}

/** Adds one span of `ms` milliseconds to a histogram that may be written to. */
export function count(histogram: Record<string, number>, ms: number): void {
  const bucket = String(bucketOf(ms));
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

/** The histogram of everything that is in any of them. */
export function merge(histograms: Iterable<Histogram>): Histogram {
  const sum: Record<string, number> = {};
  for (const histogram of histograms) {
    for (const [bucket, n] of Object.entries(histogram)) sum[bucket] = (sum[bucket] ?? 0) + n;
  }
  return sum;
}

/** The span in milliseconds below which the share `q` (0 to 1) lies, within {@link GROWTH}; undefined when it is empty. */
export function quantile(histogram: Histogram, q: number): number | undefined {
  const buckets = Object.entries(histogram)
    .map(([bucket, n]) => ({ bucket: Number(bucket), n }))
    .toSorted((a, b) => a.bucket - b.bucket);
  const all = buckets.reduce((sum, { n }) => sum + n, 0);
  if (all === 0) return undefined;
  let passed = 0;
  for (const { bucket, n } of buckets) {
    passed += n;
    // The middle of the bucket on its own scale.
    if (passed >= q * all) return bucket === 0 ? 1 : GROWTH ** (bucket - 0.5);
  }
  return undefined;
}
