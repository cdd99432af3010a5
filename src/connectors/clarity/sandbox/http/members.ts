/** A JSON object from a caller. */
export type Members = Record<string, unknown>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names in lower case, built when a name is first not found as written: a write asks for dozens that are absent. */
const lowerNames = new WeakMap<Members, Map<string, string>>();

/** A member by its name without regard to letter case; the exact name wins. Null counts as absent. */
export function member(body: Members, name: string): unknown {
  const exact = body[name];
  if (exact !== undefined) return exact ?? undefined;
  let names = lowerNames.get(body);
  if (!names) {
    names = new Map(Object.keys(body).map((key) => [key.toLowerCase(), key]));
    lowerNames.set(body, names);
  }
  const key = names.get(name.toLowerCase());
  return key === undefined ? undefined : (body[key] ?? undefined);
}

/** A text member; numbers are taken as text, anything else as absent. */
export function textMember(body: Members, name: string): string | undefined {
  const value = member(body, name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A number member, also from decimal text; undefined when absent or not a number. */
export function numberMember(body: Members, name: string): number | undefined {
  const value = member(body, name);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export function flagMember(body: Members, name: string): boolean | undefined {
  const value = member(body, name);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return undefined;
}

/** An object member; undefined when absent or of another kind. */
export function objectMember(body: Members, name: string): Members | undefined {
  const value = member(body, name);
  return isMembers(value) ? value : undefined;
}

/** A list of objects; undefined when absent. Elements that are no objects are dropped. */
export function listMember(body: Members, name: string): Members[] | undefined {
  const value = member(body, name);
  return Array.isArray(value) ? value.filter(isMembers) : undefined;
}
