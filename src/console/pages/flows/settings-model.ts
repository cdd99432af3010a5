import type { FlowDetail } from '../../../api/types.ts';

type Declared = FlowDetail['declared'][number];
type Value = Declared['default'];

/** What the fields of the form hold: a switch its position, everything else its text. */
export type SettingValues = Readonly<Record<string, string | boolean>>;

/** The fields as they begin: what is set, or else the default. */
export function startValues(declared: readonly Declared[], settings: FlowDetail['settings']): SettingValues {
  return Object.fromEntries(
    declared.map(({ name, type, default: fallback }) => {
      const value = (settings[name] as Value | undefined) ?? fallback;
      return [name, type === 'boolean' ? value === true : String(value)];
    }),
  );
}

/** What the fields say, by setting; and the faults of those that say nothing the setting can be. */
export function readValues(
  declared: readonly Declared[],
  values: SettingValues,
): { readonly settings: Record<string, Value>; readonly faults: Readonly<Record<string, string>> } {
  const settings: Record<string, Value> = {};
  const faults: Record<string, string> = {};
  for (const { name, type, default: fallback } of declared) {
    const value = values[name] ?? fallback;
    if (type !== 'number') settings[name] = value;
    else if (/^-?\d+(\.\d+)?$/.test(String(value).trim())) settings[name] = Number(value);
    else faults[name] = 'A number, such as 5 or 0.5.';
  }
  return { settings, faults };
}

/** How many settings of a flow are not its defaults. */
export function countChanged(declared: readonly Declared[], settings: Readonly<Record<string, unknown>>): number {
  return declared.filter(({ name, default: fallback }) => (settings[name] ?? fallback) !== fallback).length;
}

/** What stands below a field: its help, and what it is when nobody sets it. */
export function describeSetting({ help, type, default: fallback }: Declared): string {
  const word = type === 'boolean' ? (fallback === true ? 'on' : 'off') : fallback === '' ? 'empty' : String(fallback);
  return [help, `Default: ${word}.`].filter((part) => part !== undefined).join(' ');
}
