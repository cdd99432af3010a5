import type { JsonObject } from './json.ts';

/** A record that exists in both systems, as one poll knows it. */
export interface LinkedRecord {
  /** Its id in the system that is polled. */
  readonly id: string;
  /** When it was linked, milliseconds since 1970. */
  readonly since: number;
  /** What this poll kept of it at its last look; left out: it has not looked yet. */
  readonly seen?: JsonObject;
  /** The run that linked it is under way: two runs that tell the other system of it would get in each other's way. */
  readonly busy?: true;
  /** Another poll expects nothing more of it. */
  readonly over?: true;
}
