/** A stamp as the store writes it. */
const OWN_FORM = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}$/;

/** Tells the time as the store writes it: without a zone, in UTC or in the zone the store is set to. */
export class StoreClock {
  #zone: string;
  #shiftMs = 0;
  #format: Intl.DateTimeFormat | undefined;
  /** Offset of the zone in ms for the hour it was computed for. */
  #offset = { hour: -1, ms: 0 };

  constructor(zone: string) {
    this.#zone = zone;
    this.setZone(zone);
  }

  get zone(): string {
    return this.#zone;
  }

  /** Throws a RangeError when the runtime does not know the zone. */
  setZone(zone: string): void {
    this.#format =
      zone === 'UTC'
        ? undefined
        : new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset', hour: '2-digit' });
    this.#zone = zone;
    this.#offset = { hour: -1, ms: 0 };
  }

  /** Moves the store's clock, to see what a wrong clock does to its readers. */
  setShiftMs(shiftMs: number): void {
    this.#shiftMs = shiftMs;
  }

  /** Milliseconds since the epoch by the store's (possibly shifted) clock. */
  nowMs(): number {
    return Date.now() + this.#shiftMs;
  }

  /** The present as a zone-less stamp, for example `2025-03-04T14:05:11.447`. */
  stamp(): string {
    return this.stampOf(this.nowMs());
  }

  stampOf(epochMs: number): string {
    return new Date(epochMs + this.#offsetMs(epochMs)).toISOString().slice(0, -1);
  }

  /** A stamp that came in: with a zone it is turned into the store's clock, without one it is taken as it is. */
  read(text: string): string | undefined {
    if (OWN_FORM.test(text)) return text;
    const zoned = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
    const epochMs = Date.parse(zoned ? text : `${withTime(text)}Z`);
    if (Number.isNaN(epochMs)) return undefined;
    return zoned ? this.stampOf(epochMs) : new Date(epochMs).toISOString().slice(0, -1);
  }

  #offsetMs(epochMs: number): number {
    if (!this.#format) return 0;
    const hour = Math.floor(epochMs / 3_600_000);
    if (this.#offset.hour !== hour) this.#offset = { hour, ms: offsetAt(this.#format, epochMs) };
    return this.#offset.ms;
  }
}

function withTime(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text;
}

function offsetAt(format: Intl.DateTimeFormat, epochMs: number): number {
  const name = format.formatToParts(epochMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d\d):(\d\d)/.exec(name);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}
