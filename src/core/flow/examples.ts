import type { FileKind } from './file-specs.ts';

/** A file that is right, or wrong for a reason; both our checks and the JSON Schemas have to agree. */
export interface FileExample {
  readonly kind: FileKind;
  /** Why it is right or wrong. */
  readonly reason: string;
  readonly valid: boolean;
  readonly value: unknown;
}

const flow = (changes: object): object => ({
  version: 1,
  flow: 'order-to-cash',
  title: 'Orders',
  connections: ['clarity', 'm3'],
  trigger: { event: 'clarity.order.created', dedupe: '${ event.entityId }' },
  steps: [],
  ...changes,
});
const withStep = (step: unknown): object => flow({ steps: [step] });
const mapping = (fields: unknown): object => ({
  version: 1,
  map: 'order',
  title: 'Order',
  to: 'm3.order.create',
  fields,
});
const rule = (value: unknown): object => mapping({ field: value });
const crosswalk = (rows: unknown): object => ({
  crosswalk: 'country',
  title: 'Country',
  from: 'clarity',
  to: 'm3',
  rows,
});

const good = (kind: FileKind, reason: string, value: unknown): FileExample => ({ kind, reason, valid: true, value });
const bad = (kind: FileKind, reason: string, value: unknown): FileExample => ({ kind, reason, valid: false, value });
const step = { id: 'a', wait: '5s' };

/** Examples of every construct of our files, right and wrong. */
export const FILE_EXAMPLES: readonly FileExample[] = [
  good('flow', 'the least a flow needs', flow({})),
  good(
    'flow',
    'a flow by several events that are gathered',
    flow({
      trigger: {
        event: ['a.b', 'a.c'],
        if: '${ event.x }',
        gather: { by: '${ event.a }', size: 200, within: '500ms', spacing: '4s' },
      },
    }),
  ),
  good('flow', 'a gathering as it comes', flow({ trigger: { event: 'a.b', gather: {} } })),
  good(
    'flow',
    'a schedule with a run window',
    flow({
      trigger: { schedule: '*/15 * * * *', between: '06:00-22:00', weekdays: ['mon', 'tue'], catchUp: 'skip' },
    }),
  ),
  good('flow', 'a flow by schedule', flow({ trigger: { schedule: '0 5 * * 1', zone: 'Europe/Stockholm' } })),
  good(
    'flow',
    'a trigger with everything',
    flow({ trigger: { event: 'a.b', if: '${ event.x }', dedupe: 'k', orderBy: '${ event.a }' } }),
  ),
  good(
    'flow',
    'settings and facts',
    flow({
      settings: {
        tolerance: { title: 'Tolerance', type: 'number', default: 0.01 },
        who: { title: 'Who', type: 'choice', choices: ['a', 'b'], default: 'a', help: 'x' },
      },
      facts: { order: '${ event.key }', amount: '1' },
      description: 'Text',
    }),
  ),
  good(
    'flow',
    'a call with a mapping and every modifier',
    withStep({
      id: 'order',
      title: 'T',
      note: 'N',
      if: '${ x }',
      call: 'm3.order.create',
      map: 'order',
      timeout: '30s',
      retry: 'busy',
      catch: [
        { error: 'm3.item-not-found', hold: { queue: 'item-setup', reason: 'R', scope: 'line', resume: 'step' } },
        { error: 'm3.*', if: '${ error.x }', set: { fields: { a: 1 } } },
        { error: 'missing', steps: [step] },
      ],
    }),
  ),
  good(
    'flow',
    'a call with its input beside it',
    withStep({ id: 'a', call: 'm3.order.status', with: { orderNumber: '${ event.n }' } }),
  ),
  good(
    'flow',
    'a retry spelled out',
    withStep({
      ...step,
      retry: { kinds: ['unreachable'], attempts: 3, delay: '2s', backoff: 'constant', max: '1m', within: '1h' },
    }),
  ),
  good('flow', 'a map', withStep({ id: 'a', map: 'order' })),
  good(
    'flow',
    'a crosswalk lookup',
    withStep({ id: 'a', lookup: { crosswalk: 'country', key: '${ x }', default: 'SE' } }),
  ),
  good(
    'flow',
    'a link lookup',
    withStep({ id: 'a', lookup: { link: 'order', from: 'm3', id: '${ x }', to: 'clarity' } }),
  ),
  good('flow', 'a set', withStep({ id: 'a', set: { a: 1, b: [1, 'x'], c: { fields: { d: null } } } })),
  good('flow', 'a switch', withStep({ id: 'a', switch: [{ when: '${ x }', steps: [step] }], otherwise: [step] })),
  good('flow', 'a loop', withStep({ id: 'a', for: 'line', in: '${ xs }', steps: [step] })),
  good(
    'flow',
    'parallel branches',
    withStep({
      id: 'a',
      parallel: [
        { id: 'b', steps: [step] },
        { id: 'c', steps: [] },
      ],
    }),
  ),
  good('flow', 'a try', withStep({ id: 'a', try: [step], catch: [{ error: 'rejected', set: 1 }] })),
  good('flow', 'a hold', withStep({ id: 'a', hold: { queue: 'totals', reason: 'Totals differ' } })),
  good('flow', 'an emit', withStep({ id: 'a', emit: { event: 'landbridge.order.done', data: { n: 1 } } })),
  good('flow', 'a raise', withStep({ id: 'a', raise: { code: 'flow.bad', message: 'M', kind: 'rejected' } })),
  good('flow', 'a sub-flow', withStep({ id: 'a', flow: 'other-flow', with: { x: 1 } })),
  good('flow', 'an end', withStep({ id: 'a', end: 'Nothing to do' })),

  bad('flow', 'no trigger', { ...flow({}), trigger: undefined }),
  bad('flow', 'another version of the format', flow({ version: 2 })),
  bad('flow', 'a name with capitals', flow({ flow: 'OrderToCash' })),
  bad('flow', 'an unknown key', flow({ stepz: [] })),
  bad('flow', 'connections that are no list', flow({ connections: 'm3' })),
  bad('flow', 'a trigger without a key against duplicates', flow({ trigger: { event: 'a.b' } })),
  bad('flow', 'no event at all', flow({ trigger: { event: [], dedupe: 'k' } })),
  bad('flow', 'a gathering with a key', flow({ trigger: { event: 'a.b', gather: {}, dedupe: 'k' } })),
  bad('flow', 'a gathering of nothing', flow({ trigger: { event: 'a.b', gather: { size: 0 } } })),
  bad('flow', 'a run window that is none', flow({ trigger: { schedule: '0 5 * * *', between: '6-22' } })),
  bad('flow', 'a day that is none', flow({ trigger: { schedule: '0 5 * * *', weekdays: ['monday'] } })),
  bad('flow', 'a cron expression with six fields', flow({ trigger: { schedule: '0 0 5 * * 1' } })),
  bad(
    'flow',
    'a trigger condition that is a plain text',
    flow({ trigger: { event: 'a.b', dedupe: 'k', if: 'always' } }),
  ),
  bad('flow', 'an unknown fact', flow({ facts: { colour: 'red' } })),
  bad('flow', 'a setting of unknown type', flow({ settings: { a: { title: 'A', type: 'date', default: 'x' } } })),
  bad(
    'flow',
    'a setting with a default that is a list',
    flow({ settings: { a: { title: 'A', type: 'text', default: [] } } }),
  ),
  bad(
    'flow',
    'a setting name that expressions cannot use',
    flow({ settings: { 'a-b': { title: 'A', type: 'text', default: 'x' } } }),
  ),
  bad('flow', 'a step that is a text', withStep('wait')),
  bad('flow', 'a step without an id', withStep({ wait: '5s' })),
  bad('flow', 'a step id that expressions cannot use', withStep({ id: 'set-status', wait: '5s' })),
  bad('flow', 'a step without a verb', withStep({ id: 'a', note: 'nothing' })),
  bad('flow', 'a step with two verbs', withStep({ id: 'a', wait: '5s', end: 'x' })),
  bad('flow', 'a verb that is misspelt', withStep({ id: 'a', cal: 'm3.order.create' })),
  bad('flow', 'a modifier that is misspelt', withStep({ id: 'a', wait: '5s', retri: 'never' })),
  bad('flow', 'an operation without its connection', withStep({ id: 'a', call: 'create' })),
  bad('flow', 'a duration without a unit', withStep({ id: 'a', wait: '5' })),
  bad('flow', 'an unknown retry policy', withStep({ ...step, retry: 'always' })),
  bad('flow', 'a retry of an unknown kind', withStep({ ...step, retry: { kinds: ['error'] } })),
  bad('flow', 'a retry without a try', withStep({ ...step, retry: { attempts: 0 } })),
  bad('flow', 'a catch clause with nothing to do', withStep({ ...step, catch: [{ error: 'rejected' }] })),
  bad(
    'flow',
    'a catch clause with two things to do',
    withStep({ ...step, catch: [{ error: 'rejected', set: 1, steps: [] }] }),
  ),
  bad('flow', 'an empty list of catch clauses', withStep({ ...step, catch: [] })),
  bad('flow', 'a hold without a reason', withStep({ id: 'a', hold: { queue: 'totals' } })),
  bad(
    'flow',
    'a hold that resumes nowhere',
    withStep({ id: 'a', hold: { queue: 'totals', reason: 'R', resume: 'end' } }),
  ),
  bad('flow', 'a loop over a plain text', withStep({ id: 'a', for: 'l', in: 'order.lines', steps: [] })),
  bad('flow', 'a switch without branches', withStep({ id: 'a', switch: [] })),
  bad('flow', 'a branch without a condition', withStep({ id: 'a', switch: [{ steps: [] }] })),
  bad('flow', 'a parallel branch without a name', withStep({ id: 'a', parallel: [{ steps: [] }] })),
  bad('flow', 'a lookup of nothing', withStep({ id: 'a', lookup: { key: 'x' } })),
  bad('flow', 'a link lookup without a target', withStep({ id: 'a', lookup: { link: 'order', from: 'm3', id: 'x' } })),
  bad('flow', 'a raise without a code', withStep({ id: 'a', raise: { message: 'M' } })),
  bad('flow', 'an emit without data', withStep({ id: 'a', emit: { event: 'a.b' } })),

  good(
    'mapping',
    'every kind of rule',
    mapping({
      a: 'x',
      b: 5,
      c: true,
      d: null,
      e: '${ order.x }',
      f: ['${ a }', 1],
      g: { crosswalk: 'unit', key: '${ x }', default: 'ST' },
      h: { for: 'l', in: '${ order.lines }', if: '${ l.ok }', fields: { x: '${ l.x }' } },
      i: { if: '${ a }', value: 1, else: { fields: { z: 1 } } },
      j: { fields: { k: { fields: { l: 'deep' } } } },
    }),
  ),
  bad('mapping', 'no target operation', { version: 1, map: 'order', title: 'O', fields: {} }),
  bad('mapping', 'a nested record without fields', rule({ name: 'x' })),
  bad('mapping', 'a crosswalk without a key', rule({ crosswalk: 'unit' })),
  bad('mapping', 'rows without a list', rule({ for: 'l', fields: {} })),
  bad('mapping', 'rows over a plain text', rule({ for: 'l', in: 'lines', fields: {} })),
  bad('mapping', 'a condition without a value', rule({ if: '${ a }' })),
  bad('mapping', 'a condition that is a plain text', rule({ if: 'a', value: 1 })),
  bad('mapping', 'an unknown key in a rule', rule({ crosswalk: 'unit', key: 'x', defualt: 1 })),
  bad('mapping', 'a field name with blanks', mapping({ 'a b': 1 })),

  good('crosswalk', 'a table', crosswalk({ NO: 'NO', '007': '7' })),
  good('crosswalk', 'an empty table', crosswalk({})),
  bad('crosswalk', 'a cell that is a number', crosswalk({ a: 7 })),
  bad('crosswalk', 'a cell that is a truth value', crosswalk({ NO: false })),
  bad('crosswalk', 'an empty cell', crosswalk({ a: '' })),
  bad('crosswalk', 'no columns named', { crosswalk: 'x', title: 'X', rows: {} }),
];
