import { describe, expect, test } from 'vitest';
import { compileFlow } from '../core/flow/compile.ts';
import { loadBundle } from '../core/flow/bundle.ts';
import { gatheredRequest, gatherOnce } from './gather.ts';
import { planRuns } from './plan-runs.ts';
import type { Gathering } from './gather-ports.ts';
import type { IntakeRequest } from './ports.ts';
import type { LiveFlow, Programs } from './programs.ts';

const text = { type: 'string' } as const;
const schema = {
  type: 'object',
  properties: { item: text, warehouse: text },
  required: ['item', 'warehouse'],
} as const;

function live(trigger: string, facts = ''): LiveFlow {
  const file = `version: 1\nflow: stock\ntitle: Stock\nconnections: [erp]\ntrigger: ${trigger}\n${facts}steps:\n  - { id: s, set: { x: 1 } }\n`;
  const bundle = loadBundle([{ path: 'stock/flow.yaml', text: file }]).flows[0]?.bundle;
  if (!bundle) throw new Error('no flow');
  const catalogue = { connections: { erp: { operations: {}, events: { 'erp.stock.changed': { schema } } } } };
  const { program, problems } = compileFlow(bundle, catalogue);
  if (!program) throw new Error(JSON.stringify(problems));
  const deployment = {
    id: 'd',
    tenant: 't',
    flow: 'stock',
    version: 1,
    bindings: { erp: 'erp' },
    settings: {},
    bundle,
    active: true,
  };
  return { deployment, program };
}

const GATHERED = live(
  '{ event: [erp.stock.changed], if: "${ event.item != \\"X\\" }", gather: { by: "${ event.warehouse }", size: 3, within: 1s } }',
  'facts: { reference: "${ event.by }" }\n',
);
const event = (item: string) => ({
  tenant: 't',
  connection: 'erp',
  id: `${item}@1`,
  type: 'erp.stock.changed',
  subject: item,
  time: '2026-11-21T10:00:00.000Z',
  data: { item, warehouse: 'W1' },
  via: 'poll' as const,
});
const gathering = (...items: string[]): Gathering => ({
  by: 'W1',
  events: items.map((item) => {
    const { connection, type, subject, time, data } = event(item);
    return { connection, type, subject, time, data, sourceId: `${item}@1`, events: 4 };
  }),
});

describe('gathering', () => {
  test('an event of a flow that gathers plans its subject, not a run', () => {
    expect(planRuns(event('A'), [GATHERED])).toEqual([
      { deployment: 'd', flow: 'stock', dedupeKey: '', facts: {}, gather: { by: 'W1', withinMs: 1000 } },
    ]);
    expect(planRuns(event('X'), [GATHERED])).toEqual([]);
  });

  test('a run reads its items with their subjects, and lists show what it is about', () => {
    const { event: made, runs } = gatheredRequest(GATHERED, gathering('A', 'B', 'C'), 'n', 0);
    expect(made).toMatchObject({
      id: 'gather:stock:n',
      type: 'erp.stock.changed',
      connection: 'erp',
      subject: 'W1',
      via: 'gather',
      data: { count: 3, by: 'W1', items: [{ item: 'A', warehouse: 'W1', subject: 'A' }, {}, {}] },
    });
    expect(runs).toMatchObject([
      {
        orderKey: 'gather:W1',
        facts: { order: 'A and 2 more', reference: 'W1' },
        keys: ['A', 'B', 'C'],
      },
    ]);
    expect(gatheredRequest(GATHERED, gathering('A'), 'n', 0)).toMatchObject({
      event: { subject: 'A' },
      runs: [{ facts: { order: 'A' } }],
    });
  });

  test('O02: what was gathered for a flow that gathers no more becomes runs of their own', async () => {
    const single = live('{ event: erp.stock.changed, dedupe: "" }');
    const stored: IntakeRequest[] = [];
    const due = await gatherOnce({
      programs: {
        active: () => Promise.resolve([single, { ...GATHERED, deployment: { ...GATHERED.deployment, flow: 'b' } }]),
      } as unknown as Programs,
      store: {
        due: () => Promise.resolve(['stock']),
        take: (_, plan) => {
          stored.push(...plan([gathering('A', 'B')]));
          return Promise.resolve(2);
        },
      },
      clock: { now: () => 0 },
      newName: () => 'n',
      log: () => undefined,
    });
    expect(due).toBe(true);
    expect(stored.map(({ event: { id, subject }, runs }) => [id, subject, runs.length])).toEqual([
      ['gathered:A@1', 'A', 1],
      ['gathered:B@1', 'B', 1],
    ]);
  });
});
