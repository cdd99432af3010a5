import type { JsonSchema } from '../json.ts';
import { FILE_SPECS, type FileKind } from './file-specs.ts';
import { RULE_DEFINITIONS } from './rule-spec.ts';
import { STEP_DEFINITIONS } from './step-spec.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const BASE = 'https://landbridge.example/schemas';

function schemaOf(kind: FileKind, title: string, definitions: JsonSchema): JsonSchema {
  const schema = FILE_SPECS[kind].schema;
  return { $schema: DIALECT, $id: `${BASE}/${kind}/v1.json`, title, ...schema, $defs: definitions };
}

/** JSON Schemas (2020-12) of our files, for editors and other tools. Our own checks give the friendlier words. */
export const FILE_SCHEMAS: Readonly<Record<FileKind, JsonSchema>> = {
  flow: schemaOf('flow', 'Landbridge flow', { ...STEP_DEFINITIONS, ...RULE_DEFINITIONS }),
  mapping: schemaOf('mapping', 'Landbridge mapping', RULE_DEFINITIONS),
  crosswalk: schemaOf('crosswalk', 'Landbridge crosswalk', {}),
};

/** The schema file of a kind as it stands in docs/schemas. */
export function schemaText(kind: FileKind): string {
  return `${JSON.stringify(FILE_SCHEMAS[kind], null, 2)}\n`;
}
