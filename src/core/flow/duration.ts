const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How durations are written in files: `500ms`, `5s`, `10m`, `2h`, `1d`. */
export const DURATION_PATTERN = '^[1-9][0-9]{0,5}(ms|s|m|h|d)$';
const DURATION = /^([1-9]\d{0,5})(ms|s|m|h|d)$/;

/** A duration in milliseconds, or undefined when it is not written as durations are. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * (UNITS[unit] ?? 0);
}
