import type { Failure } from '../failure.ts';
import type { Crosswalk } from '../flow/model.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import type { Lookup } from '../mapping/types.ts';
import { leavesOf, patternOf, valueAt } from './paths.ts';

/** What the other system takes in a field. */
export interface FieldLimit {
  /** In characters. */
  readonly maxLength?: number;
  readonly type?: 'text' | 'number' | 'date';
  readonly required?: boolean;
  /** Where that is written, such as `OIS100MI AddBatchLine ITNO`. */
  readonly source: string;
}

/** How a correction is kept for the orders to come. */
export type RememberAs = 'crosswalk' | 'default';

/** One value that a person may correct. */
export interface FixField {
  readonly path: string;
  readonly label: string;
  /** What stands there now; empty where nothing does. */
  readonly value: string;
  readonly kind: 'text' | 'number' | 'flag';
  /** What is wrong with it. */
  readonly wrong?: string;
  readonly required: boolean;
  readonly limit?: FieldLimit;
  /** The only values it takes, where they are known. */
  readonly allowed?: readonly string[];
  /** Values used elsewhere, as a help. */
  readonly suggested?: readonly string[];
  /** The crosswalk row it comes from. */
  readonly lookup?: Lookup;
  /** Setting of the connection that stands in when the field is empty. */
  readonly setting?: string;
  readonly remember: readonly RememberAs[];
}

export interface FormSources {
  /** The step's input; undefined when the mapping could not make one. */
  readonly input: JsonObject | undefined;
  readonly failure: Failure | undefined;
  readonly schema: JsonSchema | undefined;
  readonly lookups: readonly Lookup[];
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  /** Settings of the connection, which stand in for fields that are left empty. */
  readonly settings: JsonObject;
  readonly limitOf: (source: string) => FieldLimit | undefined;
}

const MOST_FIELDS = 1_000;
const MOST_SUGGESTIONS = 50;

/**
 * The form of a fix: every value of the step's input that a person may correct, those that are wrong first. Where the mapping
 * made no input, the values that it could not look up.
 */
export function formOf(sources: FormSources): readonly FixField[] {
  const { input, lookups } = sources;
  if (input === undefined) {
    return lookups
      .filter(({ found, hasDefault }) => found === undefined && hasDefault !== true)
      .map((lookup) => fieldOf(lookup.path, sources));
  }
  const wrong = wrongPath(sources);
  const paths = new Set(leavesOf(input).flatMap(({ path }) => (path === '' ? [] : [path])));
  for (const name of Object.keys((sources.schema?.['properties'] ?? {}) as JsonObject)) {
    const schema = schemaAt(sources.schema, name);
    if (isValue(schema) && valueAt(input, name) === undefined) paths.add(name);
  }
  if (wrong !== undefined) paths.add(wrong);
  const fields = [...paths].slice(0, MOST_FIELDS).map((path) => fieldOf(path, sources, wrong));
  return [
    ...fields.filter((field) => field.wrong !== undefined),
    ...fields.filter((field) => field.wrong === undefined),
  ];
}

/** The field that a failure names, or the one that holds the record it names: `item GHOST-1`. */
function wrongPath({ input, failure }: FormSources): string | undefined {
  if (failure === undefined) return undefined;
  const { field, record } = failure;
  if (field !== undefined && field !== '') {
    const value = valueAt(input, field);
    if (value === undefined || value === null || typeof value !== 'object') return field;
  }
  const named = record?.split(' ').slice(1).join(' ') ?? '';
  if (named === '') return undefined;
  return leavesOf(input).find(({ value }) => String(value) === named)?.path;
}

function fieldOf(path: string, sources: FormSources, wrong?: string): FixField {
  const schema = schemaAt(sources.schema, path);
  const lookup = sources.lookups.find((each) => each.path === path);
  const value = valueAt(sources.input, path);
  const source = schema?.['x-source'];
  const limit = typeof source === 'string' ? sources.limitOf(source) : undefined;
  const table = lookup === undefined ? undefined : sources.crosswalks[lookup.crosswalk];
  const setting = path.includes('.') || path.includes('[') ? undefined : settingFor(path, sources.settings);
  const fault =
    path === wrong
      ? sources.failure?.message
      : sources.input === undefined && lookup
        ? `Crosswalk ${lookup.crosswalk} has no row for ${lookup.key}.`
        : undefined;
  const options = allowedBy(schema);
  return {
    path,
    label: labelOf(path, schema),
    value: value === undefined || value === null || typeof value === 'object' ? '' : String(value),
    kind: kindOf(value, schema),
    required: isRequired(sources.schema, path),
    remember: [
      ...(lookup !== undefined && table !== undefined ? (['crosswalk'] as const) : []),
      ...(setting === undefined ? [] : (['default'] as const)),
    ],
    ...(fault === undefined ? {} : { wrong: fault }),
    ...(limit === undefined ? {} : { limit }),
    ...(options === undefined ? {} : { allowed: options }),
    ...(table === undefined ? {} : { suggested: [...new Set(Object.values(table.rows))].slice(0, MOST_SUGGESTIONS) }),
    ...(lookup === undefined ? {} : { lookup }),
    ...(setting === undefined ? {} : { setting }),
  };
}

/** The part of a schema that describes a path; undefined where it says nothing. */
function schemaAt(schema: JsonSchema | undefined, path: string): JsonSchema | undefined {
  let here: Json | undefined = schema;
  for (const part of patternOf(path).matchAll(/\[\]|[^.[\]]+/g)) {
    if (typeof here !== 'object' || here === null) return undefined;
    const { items, properties, additionalProperties } = here as JsonObject;
    here =
      part[0] === '[]' ? items : ((properties as JsonObject | undefined)?.[part[0]] ?? (additionalProperties as Json));
  }
  return typeof here === 'object' && here !== null && !Array.isArray(here) ? (here as JsonSchema) : undefined;
}

function isValue(schema: JsonSchema | undefined): boolean {
  const type = schema?.['type'];
  return typeof type === 'string' && ['string', 'number', 'integer', 'boolean'].includes(type);
}

function isRequired(schema: JsonSchema | undefined, path: string): boolean {
  const cut = Math.max(path.lastIndexOf('.'), -1);
  const owner = cut < 0 ? schema : schemaAt(schema, path.slice(0, cut));
  const required = owner?.['required'];
  return Array.isArray(required) && (required as Json[]).includes(path.slice(cut + 1));
}

function allowedBy(schema: JsonSchema | undefined): readonly string[] | undefined {
  const values = schema?.['enum'];
  return Array.isArray(values) ? (values as Json[]).map(String) : undefined;
}

function kindOf(value: Json | undefined, schema: JsonSchema | undefined): FixField['kind'] {
  if (typeof value === 'boolean' || schema?.['type'] === 'boolean') return 'flag';
  return typeof value === 'number' ? 'number' : 'text';
}

function settingFor(name: string, settings: JsonObject): string | undefined {
  return typeof settings[name] === 'string' ? name : undefined;
}

/** `Item number in M3, line 3`; a field that no schema tells of keeps its own name. */
function labelOf(path: string, schema: JsonSchema | undefined): string {
  const described = schema?.['description'];
  const own = path.split('.').at(-1) ?? path;
  const text = typeof described === 'string' ? described.replace(/, as decimal text$/, '') : own;
  const row = /^(\w+)\[(\d+)\]/.exec(path);
  if (row === null) return text;
  const list = row[1] === 'lines' ? 'line' : (row[1] ?? '');
  return `${text}, ${list} ${Number(row[2]) + 1}`;
}
