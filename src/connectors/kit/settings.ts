import type { Json, JsonObject, JsonSchema } from '../../core/json.ts';
import type { SettingField } from './connector.ts';

/** What is wrong with one setting, in words for the person who fills in the form. */
export interface SettingFault {
  readonly setting: string;
  readonly message: string;
}

export type SettingsVerdict =
  | { readonly settings: JsonObject; readonly secrets: Readonly<Record<string, string>> }
  | { readonly faults: readonly SettingFault[] };

/** Settings and secrets as a form, a file or a test gives them. */
export interface GivenSettings {
  readonly settings: JsonObject;
  readonly secrets?: Readonly<Record<string, string>>;
}

const JSON_TYPES: Readonly<Record<SettingField['type'], JsonObject>> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  choice: { type: 'string' },
  url: { type: 'string', format: 'uri' },
  secret: { type: 'string', writeOnly: true },
  list: { type: 'array', items: { type: 'string' } },
  file: { type: 'string' },
};

/** The JSON Schema (2020-12) of a connector's settings, for editors, documentation and the API. */
export function settingsSchema(fields: readonly SettingField[]): JsonSchema {
  const properties: Record<string, JsonObject> = {};
  for (const field of fields) {
    const { choices, minimum, maximum } = field;
    properties[field.name] = {
      ...JSON_TYPES[field.type],
      title: field.label,
      description: field.help,
      ...(choices ? { enum: choices.map(({ value }) => value) } : {}),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(field.default === undefined ? {} : { default: field.default as Json }),
    };
  }
  const required = fields.filter((field) => field.required && !field.when).map(({ name }) => name);
  return { type: 'object', properties, required, additionalProperties: false };
}

/**
 * Checks what was given against the fields, fills in defaults and parts secrets from the rest. Every fault is
 * reported, not only the first. A field that is hidden by its `when` is neither required nor kept.
 */
export function validateSettings(fields: readonly SettingField[], given: GivenSettings): SettingsVerdict {
  const faults: SettingFault[] = [];
  const settings: Record<string, Json> = {};
  const secrets: Record<string, string> = {};
  const known = new Map(fields.map((field) => [field.name, field]));
  for (const name of [...Object.keys(given.settings), ...Object.keys(given.secrets ?? {})]) {
    if (!known.has(name)) faults.push({ setting: name, message: unknownSetting(name, [...known.keys()]) });
  }
  for (const field of fields) {
    if (!isShown(field, given.settings, known)) continue;
    const value = valueOf(field, given);
    if (value === undefined || value === '') {
      if (field.required) faults.push({ setting: field.name, message: `${field.label} is missing.` });
      continue;
    }
    const fault = findFault(field, value);
    if (fault) faults.push({ setting: field.name, message: `${field.label} ${fault}.` });
    else if (field.type === 'secret') secrets[field.name] = value as string;
    else settings[field.name] = value;
  }
  return faults.length > 0 ? { faults } : { settings, secrets };
}

function valueOf(field: SettingField, { settings, secrets = {} }: GivenSettings): Json | undefined {
  const value = field.type === 'secret' ? (secrets[field.name] ?? settings[field.name]) : settings[field.name];
  const present = value === null || value === undefined ? (field.default as Json | undefined) : value;
  return typeof present === 'string' ? present.trim() : present;
}

function isShown(field: SettingField, settings: JsonObject, known: ReadonlyMap<string, SettingField>): boolean {
  if (!field.when) return true;
  const other = known.get(field.when.setting);
  const value = settings[field.when.setting] ?? other?.default;
  return (typeof value === 'boolean' ? String(value) : value) === field.when.is;
}

/** What is wrong with a value, to be read after the field's label; nothing when it is good. */
function findFault(field: SettingField, value: Json): string | undefined {
  switch (field.type) {
    case 'number':
      return numberFault(field, value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'list':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
        ? undefined
        : 'must be a list of texts';
    case 'choice':
      return choiceFault(field, value);
    case 'url':
      return typeof value === 'string' && URL.canParse(value)
        ? undefined
        : 'must be a complete address, such as https://host.example';
    default:
      if (typeof value === 'number') return 'must be a text; put it in quotes, so that leading zeros stay';
      return typeof value === 'string' ? undefined : 'must be a text';
  }
}

function numberFault({ minimum, maximum }: SettingField, value: Json): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  return undefined;
}

function choiceFault({ choices = [] }: SettingField, value: Json): string | undefined {
  if (choices.some((choice) => choice.value === value)) return undefined;
  return `must be one of ${choices.map((choice) => choice.value).join(', ')}`;
}

function unknownSetting(name: string, known: readonly string[]): string {
  const likeness = (candidate: string): number => sharedLetters(name.toLowerCase(), candidate.toLowerCase());
  const nearest = known.toSorted((left, right) => likeness(right) - likeness(left))[0];
  return nearest && likeness(nearest) > 0.6
    ? `There is no such setting; did you mean ${nearest}?`
    : 'There is no such setting.';
}

/** Likeness of two words by shared letter pairs (Dice coefficient), 0 to 1. */
function sharedLetters(left: string, right: string): number {
  const pairs = (word: string): string[] => Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));
  const rest = pairs(right);
  let shared = 0;
  for (const pair of pairs(left)) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared += 1;
  }
  return (2 * shared) / Math.max(1, left.length + right.length - 2);
}

/** Reads a span such as `90s`, `10m`, `2h`, `250ms` or a bare number of seconds; milliseconds, or nothing when unreadable. */
export function parseSpan(text: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(String(text).trim());
  if (!match) return undefined;
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] ?? 's'] ?? 1_000;
  return Math.round(Number(match[1]) * unit);
}
