/** `value` without the optional `keys`, itself when it has none: the way to unset a field under exact optional types. */
export function without<T extends object, K extends OptionalKeys<T>>(value: T, keys: readonly K[]): T {
  if (!keys.some((key) => key in value)) return value;
  // Built anew instead of deleted from: V8 keeps objects that lost a member in a slow form.
  const copy: Partial<T> = {};
  for (const key of Object.keys(value) as (keyof T)[]) {
    if (!(keys as readonly (keyof T)[]).includes(key)) copy[key] = value[key];
  }
  return copy as T;
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
