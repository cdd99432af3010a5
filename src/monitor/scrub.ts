import { scanCardData } from '../core/card-data/find.ts';

/** Fields that are replaced in every log line, at the top and one level deep. */
const REDACTED_FIELDS = [
  'password',
  'secret',
  'secrets',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'clientSecret',
  'webhookSecret',
  'apiKey',
  'email',
] as const;

/** Paths in pino's notation for {@link REDACTED_FIELDS}. */
export const REDACTED_PATHS: readonly string[] = REDACTED_FIELDS.flatMap((name) => [name, `*.${name}`]);

/** Keeps known secret values and card numbers out of text that leaves the process. The last net, not the first. */
export interface Scrubber {
  /** From now on these values are replaced, also in base64 and URL-encoded form. Short ones are ignored. */
  learn(secrets: Iterable<string>): void;
  scrub(line: string): string;
}

/** Shorter values would hit ordinary words. */
const SHORTEST_SECRET = 8;
const MOST_SECRETS = 2_000;

/** Makes a scrubber that knows no secret yet. */
export function createScrubber(): Scrubber {
  const known = new Set<string>();
  return {
    learn(secrets) {
      for (const secret of secrets) {
        if (secret.length < SHORTEST_SECRET || known.size >= MOST_SECRETS) continue;
        const inJson = JSON.stringify(secret).slice(1, -1);
        const forms = [secret, inJson, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
        for (const form of forms) known.add(form);
      }
    },
    scrub(line) {
      let text = line;
      for (const secret of known) if (text.includes(secret)) text = text.replaceAll(secret, '[secret]');
      if (!/\d(?:[ -]?\d){12}/.test(text)) return text;
      const { blanked } = scanCardData(text);
      return typeof blanked === 'string' ? blanked : text;
    },
  };
}
