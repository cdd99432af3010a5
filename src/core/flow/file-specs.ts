import { FACT_NAMES } from './model.ts';
import { RULE_FIELDS } from './rule-spec.ts';
import { choice, exactly, isRecord, listOf, mapOf, nameOfValue, record, type Spec, text } from './spec.ts';
import { STEPS } from './step-spec.ts';
import { dotted, kebab, NAMES, template } from './text-specs.ts';
import { TRIGGER } from './trigger-spec.ts';

const VERSION = { spec: exactly(1, 'Version of the file format.'), required: true };
const TITLE = { spec: text('What people read.'), required: true };

const DEFAULT: Spec = {
  schema: { type: ['string', 'number', 'boolean'], description: 'The value until somebody sets another.' },
  check(value, at, report) {
    if (['string', 'number', 'boolean'].includes(typeof value)) return;
    report({
      at,
      severity: 'error',
      code: 'wrong-type',
      message: `a text, a number, or true or false is needed here, not ${nameOfValue(value)}`,
    });
  },
  arrange: (value) => value,
};

const SETTING_FIELDS = record(
  {
    title: TITLE,
    type: { spec: choice('Kind of value.', ['text', 'number', 'boolean', 'choice']), required: true },
    choices: { spec: listOf(text('A choice.'), 'What may be chosen.', 1) },
    default: { spec: DEFAULT, required: true },
    help: { spec: text('What the setting does.') },
  },
  'Something an integration lead may set without editing the flow.',
);
const TYPE_OF_SETTING: Readonly<Record<string, string>> = {
  text: 'string',
  choice: 'string',
  number: 'number',
  boolean: 'boolean',
};
const SETTING: Spec = {
  ...SETTING_FIELDS,
  check(value, at, report) {
    SETTING_FIELDS.check(value, at, report);
    if (!isRecord(value) || typeof value['type'] !== 'string') return;
    const { type, default: preset, choices } = value;
    const wanted = TYPE_OF_SETTING[type];
    if (preset !== undefined && wanted !== undefined && typeof preset !== wanted) {
      const message = `the default of a ${type} setting cannot be ${nameOfValue(preset)}`;
      report({ at: [...at, 'default'], severity: 'error', code: 'wrong-type', message });
    }
    if (type === 'choice' && (!Array.isArray(choices) || !choices.includes(preset))) {
      report({
        at,
        severity: 'error',
        code: 'wrong-value',
        message: 'a choice needs choices, and its default must be one of them',
      });
    }
  },
};

const FACTS = record(
  Object.fromEntries(FACT_NAMES.map((name) => [name, { spec: template(`The fact ${name}.`) }])),
  'Facts by which a run is found and shown.',
);

/** `flow.yaml` */
export const FLOW_SPEC: Spec = record(
  {
    version: VERSION,
    flow: { spec: kebab('Name of the flow.'), required: true },
    title: TITLE,
    description: { spec: text('What the flow does, for people.') },
    connections: {
      spec: listOf(text('Name of a connection.', NAMES.system), 'Connections by the names that the steps use.'),
      required: true,
    },
    trigger: { spec: TRIGGER, required: true },
    settings: { spec: mapOf(SETTING, 'Settings, read as settings.<name>.', NAMES.identifier) },
    facts: { spec: FACTS },
    steps: { spec: STEPS, required: true },
  },
  'A flow: what starts it, and what it does.',
);

/** `*.map.yaml` */
export const MAPPING_SPEC: Spec = record(
  {
    version: VERSION,
    map: { spec: kebab('Name of the mapping.'), required: true },
    title: TITLE,
    to: {
      spec: dotted('Operation whose input is made, such as m3.order.create, or a record of a connector.'),
      required: true,
    },
    fields: { spec: RULE_FIELDS, required: true },
  },
  'A mapping: target fields and where their values come from.',
);

/** A cell: text, and nothing that YAML makes of text. */
const CELL: Spec = {
  schema: { type: 'string', minLength: 1, description: 'A value, always as text.' },
  check(value, at, report) {
    if (typeof value === 'string' && value !== '') return;
    const message = 'cells are text that is not empty';
    const suggestion =
      typeof value === 'number' || typeof value === 'boolean' ? { suggestion: `"${String(value)}"` } : {};
    report({ at, severity: 'error', code: 'wrong-type', message, ...suggestion });
  },
  arrange: (value) => value,
};

/** `*.crosswalk.yaml`; tables are usually kept as CSV. */
export const CROSSWALK_SPEC: Spec = record(
  {
    crosswalk: { spec: kebab('Name of the crosswalk.'), required: true },
    title: TITLE,
    from: { spec: text('What the first column is.'), required: true },
    to: { spec: text('What the second column is.'), required: true },
    rows: { spec: mapOf(CELL, 'Values and their counterparts.'), required: true },
  },
  'A crosswalk: values of one system and their counterparts in the other.',
);

export const FILE_SPECS = { flow: FLOW_SPEC, mapping: MAPPING_SPEC, crosswalk: CROSSWALK_SPEC } as const;
export type FileKind = keyof typeof FILE_SPECS;
