import type { Connection, Connector, SettingField } from '../../../api/types.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { Problem } from '../../../api/problem.ts';

/** What stands in the fields. Secrets are here only while they are typed. */
export type FormValues = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly SettingField[];
}

/** The values a form begins with: those of the connection, else the defaults. Secrets always begin empty. */
export function startValues(connector: Connector, connection?: Connection): FormValues {
  return Object.fromEntries(
    connector.settings.map((field) => [field.name, startValue(field, connection?.settings[field.name])]),
  );
}

function startValue(field: SettingField, saved: Json | undefined): string | boolean | readonly string[] {
  if (field.type === 'secret' || field.type === 'file') return '';
  const value = saved ?? field.default;
  if (field.type === 'boolean') return value === true || value === 'true';
  if (field.type === 'list') return Array.isArray(value) ? value.map(String) : [];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The fields to show, under their headings: those whose condition holds. Files have a place of their own. */
export function groupsOf(connector: Connector, values: FormValues): readonly FieldGroup[] {
  const groups = new Map<string, SettingField[]>();
  for (const field of connector.settings) {
    if (field.type === 'file' || !isShown(field, values)) continue;
    const group = groups.get(field.group) ?? [];
    group.push(field);
    groups.set(field.group, group);
  }
  return [...groups].map(([title, fields]) => ({ title, fields }));
}

/** Whether a field is worth seeing before anybody asks: it is needed, or it is not as it was by default. */
export function isProminent(field: SettingField, values: FormValues): boolean {
  if (field.required) return true;
  const value = values[field.name];
  const usual = startValue(field, undefined);
  return Array.isArray(value) ? value.join('\n') !== [usual].flat().join('\n') : value !== usual;
}

function isShown(field: SettingField, values: FormValues): boolean {
  return field.when === undefined || String(values[field.when.setting] ?? '') === field.when.is;
}

/** What is missing or cannot be right, by field. A file supplies what is missing, so then only wrong values count. */
export function faultsOf(
  connector: Connector,
  values: FormValues,
  has: { readonly file: boolean; readonly secrets: readonly string[] },
): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const { fields } of groupsOf(connector, values)) {
    for (const field of fields) {
      const kept = field.type === 'secret' && has.secrets.includes(field.name);
      const fault = faultOf(field, values[field.name], has.file || kept);
      if (fault !== undefined) faults[field.name] = fault;
    }
  }
  return faults;
}

function faultOf(field: SettingField, value: FormValues[string] | undefined, mayBeEmpty: boolean): string | undefined {
  if (isEmpty(value)) return field.required && !mayBeEmpty ? 'This is needed.' : undefined;
  if (field.type === 'number') return numberFault(field, String(value));
  if (field.type === 'url' && !/^https?:\/\/[^\s/]+/i.test(String(value))) {
    return 'Write the whole address, beginning with https://';
  }
  return undefined;
}

function numberFault(field: SettingField, text: string): string | undefined {
  const number = Number(text);
  if (!Number.isFinite(number)) return 'This has to be a number.';
  if (field.minimum !== undefined && number < field.minimum) return `At least ${field.minimum}.`;
  if (field.maximum !== undefined && number > field.maximum) return `At most ${field.maximum}.`;
  return undefined;
}

/** What is sent: settings of the fields that are shown, and only those secrets that were typed. */
export function requestOf(
  connector: Connector,
  values: FormValues,
): { readonly settings: JsonObject; readonly secrets: Readonly<Record<string, string>> } {
  const settings: Record<string, Json> = {};
  const secrets: Record<string, string> = {};
  for (const field of groupsOf(connector, values).flatMap((group) => group.fields)) {
    const value = values[field.name];
    if (isEmpty(value) || value === undefined) continue;
    if (field.type === 'secret') secrets[field.name] = String(value);
    else settings[field.name] = field.type === 'number' ? Number(value) : (value as Json);
  }
  return { settings, secrets };
}

/**
 * What is sent beside a file: only what the person has changed since the form began, because that wins over the file.
 * A setting that was taken out is null.
 */
export function changesOf(
  connector: Connector,
  values: FormValues,
  began: FormValues,
): { readonly settings: JsonObject; readonly secrets: Readonly<Record<string, string>> } {
  const { settings, secrets } = requestOf(connector, values);
  const before = requestOf(connector, began).settings;
  const names = new Set([...Object.keys(before), ...Object.keys(settings)]);
  const changed = [...names].filter((name) => JSON.stringify(settings[name]) !== JSON.stringify(before[name]));
  return { settings: Object.fromEntries(changed.map((name) => [name, settings[name] ?? null])), secrets };
}

/** The server's complaints, by field, as far as they name one. */
export function problemFaults(problem: Problem): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const { pointer, detail } of problem.errors ?? []) {
    const name = /^\/(?:settings|secrets)\/([^/]+)/.exec(pointer)?.[1];
    if (name !== undefined) faults[name] ??= detail;
  }
  const named = problem.field?.replace(/^(?:settings|secrets)[./]/, '');
  if (named !== undefined) faults[named] ??= problem.detail;
  return faults;
}

/** A name that is free: the connector's own, with a number when it is taken. */
export function freeName(connector: string, taken: readonly string[]): string {
  if (!taken.includes(connector)) return connector;
  let number = 2;
  while (taken.includes(`${connector}-${number}`)) number += 1;
  return `${connector}-${number}`;
}

function isEmpty(value: FormValues[string] | undefined): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
