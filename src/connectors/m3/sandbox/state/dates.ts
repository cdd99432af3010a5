/** M3 writes days as YYYYMMDD and times as HHMMSS; the sandbox server stands in UTC. */

let known = { from: 0, until: 0, text: '' };

/** The day of an instant (milliseconds since 1970), as YYYYMMDD. */
export function dayOf(at: number): string {
  if (at >= known.from && at < known.until) return known.text;
  const from = Math.floor(at / 86_400_000) * 86_400_000;
  known = { from, until: from + 86_400_000, text: new Date(at).toISOString().slice(0, 10).replaceAll('-', '') };
  return known.text;
}

/** The time of an instant, as HHMMSS. */
export function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 19).replaceAll(':', '');
}

/** The day some days later, as YYYYMMDD. */
export function dayAfter(at: number, days: number): string {
  return dayOf(at + days * 86_400_000);
}
