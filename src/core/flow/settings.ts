import type { JsonObject } from '../json.ts';
import { suggest } from '../suggest.ts';
import type { FlowSetting } from './model.ts';

/** A value that a setting cannot have. */
export interface SettingFault {
  readonly setting: string;
  /** For people: what is wrong, and what was meant. */
  readonly message: string;
}

type Declared = Readonly<Record<string, FlowSetting>>;

/** Characters of a text setting; it is read by expressions, not by people alone. */
const LONGEST_TEXT = 2_000;

/** What keeps these values from being the settings of a flow that declares `declared`; empty when nothing does. */
export function faultsOfSettings(declared: Declared, given: JsonObject): SettingFault[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const setting = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const message = setting === undefined ? unknownSetting(name, declared) : faultOf(setting, value);
    return message === undefined ? [] : [{ setting: name, message }];
  });
}

/** What differs from the flow's defaults: what is the default today follows it when a release changes it. */
export function settingsBesideDefaults(declared: Declared, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => declared[name]?.default !== value));
}

function unknownSetting(name: string, declared: Declared): string {
  const names = Object.keys(declared);
  if (names.length === 0) return 'This flow has no settings.';
  const meant = suggest(name, names);
  return `There is no setting “${name}”${meant === undefined ? `; there are ${names.join(', ')}` : `; “${meant}” was meant`}.`;
}

function faultOf({ title, type, choices = [] }: FlowSetting, value: unknown): string | undefined {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `“${title}” is either true or false.`;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : `“${title}” is a number.`;
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
        ? undefined
        : `“${title}” is one of ${choices.join(', ')}.`;
    case 'text':
      if (typeof value !== 'string') return `“${title}” is a text.`;
      return value.length <= LONGEST_TEXT ? undefined : `“${title}” has at most ${LONGEST_TEXT} characters.`;
  }
}
