import { FAILURE_KINDS } from '../failure.ts';
import { RESERVED_NAMES } from '../run/scope.ts';
import { RETRY_RULES } from '../run/retry-rules.ts';
import { suggest } from '../suggest.ts';
import type { DocPath, Report } from './findings.ts';
import { type Verb, VERBS } from './model.ts';
import { RULE_FIELDS, VALUE_RULE } from './rule-spec.ts';
import {
  arrangeFields,
  checkKeys,
  choice,
  type FieldSpec,
  integer,
  isRecord,
  listOf,
  nameOfValue,
  record,
  reference,
  type Spec,
  text,
} from './spec.ts';
import { dotted, duration, expression, identifier, kebab, NAMES, template } from './text-specs.ts';

type Fields = Readonly<Record<string, FieldSpec>>;

/** A list of steps; steps may hold steps. */
export const STEPS: Spec = listOf(
  reference('step', () => STEP),
  'Steps, one after the other.',
);

const kind = choice('Kind of failure.', FAILURE_KINDS);

const HOLD: Spec = record(
  {
    queue: { spec: kebab('Work queue in which people find the run.'), required: true },
    reason: { spec: template('Why a person is needed, in words.'), required: true },
    scope: { spec: choice('What the hold concerns: the whole record or a line of it.', ['record', 'line']) },
    resume: { spec: choice('Where a release goes on: the same step, or from the start.', ['step', 'start']) },
    followers: {
      spec: choice('Whether later runs with the same ordering key wait until this hold is over, or go on.', [
        'wait',
        'go-on',
      ]),
    },
  },
  'Stops the run until a person acts; later runs with the same ordering key wait.',
);

const RETRY_RULE: Spec = record(
  {
    kinds: { spec: listOf(kind, 'Kinds that are tried again.', 1) },
    attempts: { spec: integer('Most tries.', 1, 1000) },
    delay: { spec: duration('Pause before the second try.') },
    backoff: { spec: choice('Whether the pause stays or doubles.', ['constant', 'exponential']) },
    max: { spec: duration('Longest pause.') },
    within: { spec: duration('Time after the first try when a person is asked.') },
  },
  'When and how often the step is tried again.',
);
const RETRY_NAME = choice('Name of a policy.', Object.keys(RETRY_RULES));
const RETRY: Spec = {
  schema: { description: 'A policy by name, or spelled out.', anyOf: [RETRY_NAME.schema, RETRY_RULE.schema] },
  check: (value, at, report) => (isRecord(value) ? RETRY_RULE : RETRY_NAME).check(value, at, report),
  arrange: (value) => RETRY_RULE.arrange(value),
};

const CATCH_WAYS = ['hold', 'steps', 'set'] as const;
const CATCH_FIELDS = record(
  {
    error: {
      spec: text('Code, beginning of codes such as m3.*, or kind of the failure.', NAMES.error),
      required: true,
    },
    if: { spec: expression('Only when this holds; the failure is read as error.') },
    hold: { spec: HOLD },
    set: { spec: VALUE_RULE },
    steps: { spec: STEPS },
  },
  'What happens instead of the failure: hold, other steps, or a value.',
  { oneOf: CATCH_WAYS.map((way) => ({ required: [way] })) },
);
const CATCH: Spec = {
  ...CATCH_FIELDS,
  check(value, at, report) {
    CATCH_FIELDS.check(value, at, report);
    if (!isRecord(value)) return;
    const ways = CATCH_WAYS.filter((way) => Object.hasOwn(value, way));
    if (ways.length !== 1) {
      report({
        at,
        severity: 'error',
        code: 'missing-key',
        message: 'a catch clause has exactly one of hold, set and steps',
      });
    }
  },
};

const BASE_BEFORE: Fields = {
  id: {
    spec: identifier('Unique and stable: it is the address of the step and the name of its output.'),
    required: true,
  },
  title: { spec: text('What people read instead of the id.') },
  note: { spec: text('Why the step is there.') },
  if: { spec: expression('Left out when this does not hold.') },
};
const BASE_AFTER: Fields = {
  timeout: { spec: duration('Longest time for one call.') },
  retry: { spec: RETRY },
  catch: { spec: listOf(CATCH, 'Clauses for failures; the first that fits has its way.', 1) },
};

const WITH: FieldSpec = { spec: RULE_FIELDS };
const BRANCH = record(
  {
    when: { spec: expression('The branch is taken when this holds and none before it did.'), required: true },
    steps: { spec: STEPS, required: true },
  },
  'One way to go on.',
);
const PARALLEL_BRANCH = record(
  { id: { spec: identifier('Name of the branch.'), required: true }, steps: { spec: STEPS, required: true } },
  'Steps that do not wait for those of the other branches.',
);
const LOOKUP_CROSSWALK = record(
  {
    crosswalk: { spec: kebab('Name of the crosswalk.'), required: true },
    key: { spec: template('The value to look up.'), required: true },
    default: { spec: VALUE_RULE },
  },
  'Reads a crosswalk.',
);
const LOOKUP_LINK = record(
  {
    link: { spec: kebab('Kind of record: order, customer.'), required: true },
    from: { spec: text('System whose id is known.', NAMES.system), required: true },
    id: { spec: template('The id in that system.'), required: true },
    to: { spec: text('System whose id is wanted.', NAMES.system), required: true },
  },
  'Reads the id of a linked record in the other system; null when there is none.',
);
const LOOKUP: Spec = {
  schema: { anyOf: [LOOKUP_CROSSWALK.schema, LOOKUP_LINK.schema] },
  check: (value, at, report) => lookupSpec(value).check(value, at, report),
  arrange: (value) => lookupSpec(value).arrange(value),
};

function lookupSpec(value: unknown): Spec {
  return isRecord(value) && Object.hasOwn(value, 'link') ? LOOKUP_LINK : LOOKUP_CROSSWALK;
}

/** The keys of each verb; the verb itself is required. */
export const VERB_FIELDS: Readonly<Record<Verb, Fields>> = {
  call: {
    call: { spec: dotted('Operation as connection.operation, such as m3.order.create.'), required: true },
    map: { spec: kebab('Mapping that makes the input.') },
    with: WITH,
  },
  map: { map: { spec: kebab('Mapping whose record becomes the output.'), required: true } },
  lookup: { lookup: { spec: LOOKUP, required: true } },
  set: { set: { spec: RULE_FIELDS, required: true } },
  switch: {
    switch: { spec: listOf(BRANCH, 'Branches; the first that fits is taken.', 1), required: true },
    otherwise: { spec: STEPS },
  },
  for: {
    for: { spec: identifier('Name of each element.'), required: true },
    in: { spec: expression('The list to go over.'), required: true },
    steps: { spec: STEPS, required: true },
  },
  parallel: { parallel: { spec: listOf(PARALLEL_BRANCH, 'Branches.', 1), required: true } },
  try: { try: { spec: STEPS, required: true } },
  hold: { hold: { spec: HOLD, required: true } },
  wait: { wait: { spec: duration('How long.'), required: true } },
  emit: {
    emit: {
      spec: record(
        { event: { spec: dotted('Type of the event.'), required: true }, data: { spec: RULE_FIELDS, required: true } },
        'Sends an event that other flows may start with.',
      ),
      required: true,
    },
  },
  raise: {
    raise: {
      spec: record(
        {
          code: { spec: dotted('Stable code of the failure.'), required: true },
          message: { spec: template('What is wrong, in words.'), required: true },
          kind: { spec: kind },
        },
        'Fails on purpose.',
      ),
      required: true,
    },
  },
  flow: { flow: { spec: kebab('Another flow whose steps run here.'), required: true }, with: WITH },
  end: { end: { spec: template('Why the rest is left out, in words.'), required: true } },
};

/** The verb of a step; `map` beside `call` says where the call's input comes from. */
export function verbsOf(step: Record<string, unknown>): readonly Verb[] {
  const verbs = VERBS.filter((verb) => Object.hasOwn(step, verb));
  return verbs.includes('call') ? verbs.filter((verb) => verb !== 'map') : verbs;
}

function fieldsOf(verb: Verb): Fields {
  return { ...BASE_BEFORE, ...VERB_FIELDS[verb], ...BASE_AFTER };
}

const STEP: Spec = {
  schema: {
    description: 'One step with one verb.',
    oneOf: VERBS.map((verb) => record(fieldsOf(verb), `A step that does ${verb}.`).schema),
  },
  check: checkStep,
  arrange(value) {
    const verb = isRecord(value) ? verbsOf(value)[0] : undefined;
    return verb === undefined || !isRecord(value) ? value : arrangeFields(value, fieldsOf(verb));
  },
};

function checkStep(value: unknown, at: DocPath, report: Report): void {
  if (!isRecord(value)) {
    report({ at, severity: 'error', code: 'wrong-type', message: `a step is needed here, not ${nameOfValue(value)}` });
    return;
  }
  const verbs = verbsOf(value);
  const [verb] = verbs;
  if (verb === undefined) return reportNoVerb(value, at, report);
  if (verbs.length > 1) {
    report({
      at,
      severity: 'error',
      code: 'two-verbs',
      message: `one step does one thing, and this one has ${verbs.join(' and ')}`,
    });
    return;
  }
  const fields = fieldsOf(verb);
  const names = Object.keys(fields);
  checkKeys(
    value,
    names,
    names.filter((name) => fields[name]?.required === true),
    at,
    report,
  );
  for (const name of names)
    if (Object.hasOwn(value, name)) fields[name]?.spec.check(value[name], [...at, name], report);
  if (verb === 'call' && Object.hasOwn(value, 'map') && Object.hasOwn(value, 'with')) {
    report({
      at,
      severity: 'error',
      code: 'two-verbs',
      message: 'the input of a call comes from map or from with, not from both',
    });
  }
  if (typeof value['id'] === 'string' && (RESERVED_NAMES as readonly string[]).includes(value['id'])) {
    report({
      at: [...at, 'id'],
      severity: 'error',
      code: 'reserved-id',
      message: `"${value['id']}" means something else in expressions`,
    });
  }
}

function reportNoVerb(value: Record<string, unknown>, at: DocPath, report: Report): void {
  const known = new Set([...Object.keys(BASE_BEFORE), ...Object.keys(BASE_AFTER), 'with', 'steps', 'in', 'otherwise']);
  const other = Object.keys(value).find((key) => !known.has(key));
  const meant = other === undefined ? undefined : suggest(other, VERBS);
  const message = other === undefined ? 'this step does nothing' : `"${other}" is no verb`;
  report({
    at: other === undefined ? at : [...at, other],
    severity: 'error',
    code: 'no-verb',
    message: `${message}; a step has one of ${VERBS.join(', ')}`,
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
}

/** The definitions that a flow's schema needs under `$defs`. */
export const STEP_DEFINITIONS = { step: STEP.schema };
