import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { compileFlow } from './compile.ts';
import { cronFault } from './cron.ts';
import { formatFile } from './format.ts';
import { loadBundle } from './bundle.ts';
import type { OperationCatalogue } from './catalogue.ts';

const text: JsonObject = { type: 'string' };
const event = (properties: Record<string, JsonObject>, required = Object.keys(properties)): { schema: JsonObject } => ({
  schema: { type: 'object', properties, required },
});
const CATALOGUE: OperationCatalogue = {
  connections: {
    erp: {
      operations: {},
      events: {
        'erp.stock.changed': event({ item: text, warehouse: text, hint: text }, ['item', 'warehouse']),
        'erp.item.changed': event({ item: text, price: { type: 'string', format: 'decimal' } }),
      },
    },
    shop: { operations: {}, events: { 'shop.item.changed': event({ item: text }) } },
  },
};

function compile(trigger: string, set = 'x: 1', connections = '[erp]') {
  const file = `version: 1\nflow: f\ntitle: F\nconnections: ${connections}\ntrigger: ${trigger}\nsteps:\n  - { id: s, set: { ${set} } }\n`;
  const { flows, problems } = loadBundle([{ path: 'f/flow.yaml', text: file }]);
  const [loaded] = flows;
  const result = loaded ? compileFlow(loaded.bundle, CATALOGUE, loaded.sources) : { problems: [] };
  const all = [...problems, ...result.problems];
  return {
    program: 'program' in result ? result.program : undefined,
    flow: loaded?.bundle.flow,
    told: all.map(({ severity, path, code, suggestion }) =>
      [severity, path, code, ...(suggestion === undefined ? [] : [suggestion])].join(' '),
    ),
  };
}

describe('a gathering', () => {
  const both =
    '{ event: [erp.stock.changed, erp.item.changed], gather: { by: "${ event.?warehouse.orValue(\\"\\") }" } }';

  it('gives its steps the list of events, with the subject of each', () => {
    const { told, program } = compile(
      '{ event: erp.stock.changed, gather: { by: "${ event.warehouse }", size: 50, within: 1s, spacing: 10s } }',
      'keys: "${ event.items.map(i, i.subject + i.warehouse) }", many: "${ event.count }", by: "${ event.by }"',
    );
    expect(told).toEqual([]);
    expect(program?.trigger).toMatchObject({
      events: ['erp.stock.changed'],
      gather: { size: 50, withinMs: 1000, spacingMs: 10_000 },
    });
  });

  it('finds a misspelt field of its items, and one that only the single event has', () => {
    expect(compile('{ event: erp.stock.changed, gather: {} }', 'k: "${ event.items.map(i, i.itme) }"').told).toEqual([
      'error steps.s.set.k unknown-field item',
    ]);
    expect(compile('{ event: erp.stock.changed, gather: {} }', 'k: "${ event.item }"').told[0]).toMatch(
      /error steps.s.set.k unknown-field/,
    );
    expect(compile('{ event: erp.stock.changed, gather: { by: "${ event.items }" } }').told[0]).toMatch(
      /error trigger.gather.by unknown-field/,
    );
  });

  it('takes several events: what all promise is certain, the rest may be missing', () => {
    expect(compile(both, 'k: "${ event.items.map(i, i.item) }"').told).toEqual([]);
    expect(compile(both, 'k: "${ event.items.map(i, i.price) }"').told[0]).toMatch(/steps.s.set.k may-be-missing/);
    expect(compile(both, 'k: "${ event.items.map(i, i.?price.orValue(0) + 1) }"').told).toEqual([]);
  });

  it('has sizes and times by default', () => {
    expect(compile('{ event: erp.stock.changed, gather: {} }').program?.trigger.gather).toEqual({
      size: 200,
      withinMs: 500,
      spacingMs: 4000,
    });
  });

  it('is refused with a key or an order of its own, in words', () => {
    expect(compile('{ event: erp.stock.changed, gather: {}, orderBy: a, dedupe: b }').told).toEqual([
      'error trigger.dedupe wrong-value leave dedupe out',
      'error trigger.orderBy wrong-value gather.by',
    ]);
    expect(compile('{ event: erp.stock.changed, gather: { sice: 3 } }').told).toEqual([
      'error trigger.gather.sice unknown-key size',
    ]);
  });

  it('is written in one way', () => {
    const { flow } = compile('{ gather: { spacing: 4s, size: 20 }, event: [erp.stock.changed] }');
    if (!flow) throw new Error('no flow');
    const trigger = /trigger:\n(?: .*\n)+/.exec(formatFile('flow', flow))?.[0];
    expect(trigger).toBe('trigger:\n  event:\n    - erp.stock.changed\n  gather:\n    size: 20\n    spacing: 4s\n');
  });
});

describe('names of events', () => {
  const of = (name: string, connections?: string) =>
    compile(`{ event: ${name}, dedupe: "" }`, 'x: 1', connections).told.filter((each) => !each.includes('unused'));

  it.each([
    ['erp.stock.chnaged', 'error trigger.event unknown-event erp.stock.changed'],
    ['epr.stock.changed', 'error trigger.event unknown-event erp.stock.changed'],
    ['shop.item.changed', 'error trigger.event unknown-connection shop'],
    ['landbridge.manul', 'error trigger.event unknown-event landbridge.manual'],
    ['something.else.entirely', 'warning trigger.event unknown-event'],
  ])('%s is told with what was meant', (name, told) => {
    expect(of(name)).toEqual([told]);
  });

  it('says which of a list is wrong', () => {
    expect(of('[erp.stock.changed, erp.itm.changed]')).toEqual([
      'error trigger.event[1] unknown-event erp.item.changed',
    ]);
  });

  it('knows the events of people', () => {
    const { told } = compile(
      '{ event: landbridge.manual, dedupe: "" }',
      'at: "${ event.plannedAt + event.scheduledBy }"',
    );
    expect(told.filter((each) => !each.includes('unused'))).toEqual([]);
  });
});

describe('a schedule', () => {
  it('gives its steps when it was planned for, and by whom', () => {
    const { told, program } = compile(
      '{ schedule: "*/15 6-20 * * mon-fri", zone: Europe/Stockholm, between: 06:00-22:00 }',
      'at: "${ event.plannedAt + event.scheduledBy }"',
    );
    expect(told.filter((each) => !each.includes('unused'))).toEqual([]);
    expect(program?.trigger.schedule).toMatchObject({ zone: 'Europe/Stockholm', between: '06:00-22:00' });
    expect(compile('{ schedule: "0 5 * * *" }', 'at: "${ event.planedAt }"').told[0]).toMatch(
      /steps.s.set.at unknown-field plannedAt/,
    );
  });

  it.each([
    ['60 * * * *', /minute/],
    ['0 24 * * *', /hour/],
    ['0 0 30 2 *', /no month/],
    ['0 0 * * mno', /day of the week/],
    ['*/0 * * * *', /slash/],
    ['*/70 * * * *', /slash/],
    ['10-5 * * * *', /ends before/],
    ['0 0 * *', /five fields/],
  ])('%s is refused in words', (cron, words) => {
    expect(cronFault(cron)).toMatch(words);
    expect(compile(`{ schedule: "${cron}" }`).told).toContain('error trigger.schedule wrong-value');
  });

  it.each(['* * * * *', '*/15 0-6,22 1 jan,jul sun-sat', '0 0 29 2 *', '5 4 * * 7'])('%s can be kept', (cron) => {
    expect(cronFault(cron)).toBeUndefined();
  });

  it('is refused in a zone that nobody knows', () => {
    expect(compile('{ schedule: "0 5 * * *", zone: Europe/Stokholm }').told).toEqual([
      'error trigger.zone wrong-value Europe/Stockholm',
    ]);
  });
});
