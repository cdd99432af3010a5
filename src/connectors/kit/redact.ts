/** Takes secrets out of a text that is kept or shown. */
export type Redactor = (text: string) => string;

const HIDDEN = '•••';

/** Shorter values are not searched for: they would blank out ordinary words. */
const SHORTEST_SECRET = 4;

/** Things that are secret by their look, whoever made them: bearer tokens and JSON Web Tokens. */
const SECRET_SHAPES = /\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/gi;

/**
 * Makes a redactor for these secrets. Each is found as it is, in its URL-encoded form and in base64.
 * Give a function when the secrets change, for example tokens that are renewed.
 */
export function redactorFor(secrets: readonly string[] | (() => readonly string[])): Redactor {
  const current = typeof secrets === 'function' ? secrets : () => secrets;
  return (text) => {
    let clean = text.replace(SECRET_SHAPES, HIDDEN);
    for (const secret of current()) {
      if (secret.length < SHORTEST_SECRET) continue;
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        if (clean.includes(form)) clean = clean.replaceAll(form, HIDDEN);
      }
    }
    return clean;
  };
}

/** The beginning of a text for people: one line, no control characters, at most `limit` characters. */
export function excerpt(text: string, limit = 300): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
