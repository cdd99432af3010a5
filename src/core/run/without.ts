/** A copy of `value` without the optional `keys`: the way to unset a field under exact optional types. */
export function without<T extends object, K extends OptionalKeys<T>>(value: T, keys: readonly K[]): T {
  const copy: Partial<T> = { ...value };
  for (const key of keys) delete copy[key];
  return copy as T;
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
