import type { RunQuery } from '../../data/queries.ts';

/** The same list for scripts, as a command and as an API call. */
export function cliOf(query: RunQuery): { readonly cli: string; readonly api: string } {
  const flags = Object.entries(query).map(([name, value]) => ` --${name} ${shellText(String(value))}`);
  const pairs = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
  return {
    cli: `npx landbridge runs list${flags.join('')}`,
    api: `GET /api/v1/runs${pairs === '' ? '' : `?${pairs}`}`,
  };
}

/** A value as a shell takes it for one word. */
export function shellText(value: string): string {
  return /^[\w.,:@/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
