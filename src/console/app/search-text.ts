/**
 * Reads and writes the query part of an address as plain text pairs, so that `?q=1042` in a link that somebody typed
 * or pasted means what it says. (The router's own way writes JSON.)
 */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** The query part for these values; empty ones are left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => [name, String(value)]);
  const text = new URLSearchParams(pairs)
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** Takes from a query only texts of the given names. */
export function pick<const N extends string>(search: Readonly<Record<string, unknown>>, names: readonly N[]) {
  const kept: { [K in N]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') kept[name] = value;
  }
  return kept;
}

/** The query with some values changed; what is undefined or empty is taken out. */
export function changed<T extends object>(before: T, change: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const pairs = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(pairs) as T;
}

/**
 * Where to go after signing in: only a path of this site, so that a link cannot lead elsewhere. Browsers leave out tabs
 * and line breaks, so `/\t/evil.example` would be another site; no path of ours has any.
 */
export function safePath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[^\p{Cc}\s]*$/u.test(next) ? next : '/';
}
