import { expect, test } from 'vitest';
import { FLOW_HEAD, READ_ORDER, testProgram } from '../../core/flow/testing.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { foldJournal } from '../../core/run/fold.ts';
import type { JournalEntry } from '../../core/run/journal.ts';
import type { RunDetail } from '../read-ports.ts';
import type { WorkCase } from './case.ts';
import { type Planned, planAlike, planFix } from './plan-fix.ts';

const program = testProgram(`${FLOW_HEAD}${READ_ORDER}  - { id: create, call: erp.order.create, map: order }\n`, {
  'test/order.map.yaml': `version: 1
map: order
title: O
to: erp.order.create
fields:
  key: "\${ order.number }"
  lines:
    for: line
    in: "\${ order.lines }"
    fields:
      item: "\${ line.sku }"
      quantity: "\${ line.qty }"
      unit: { crosswalk: unit, key: "\${ line.?unit }" }
`,
  'crosswalks/unit.csv': 'shop,erp\nEA,EA\n',
});

/** An order with these units, held because the mapping does not know one of them. */
function heldFor(...units: readonly string[]): WorkCase {
  const lines = units.map((unit, at) => ({ sku: `S${at}`, qty: '1', unit }));
  const order = { id: '7', number: '1042', guest: false, total: '1', country: 'Norge', lines };
  const failure = { kind: 'missing', code: 'flow.crosswalk-unknown', message: 'no row for BOX' } as const;
  const hold = { queue: 'crosswalk', reason: 'no row', scope: 'record', resume: 'step', failure } as const;
  const entries: JournalEntry[] = [
    { type: 'step-completed', at: 1, step: 'order', output: order as Json },
    { type: 'held', at: 2, step: 'create', hold },
  ];
  const base = { runId: 'r', event: { id: '7' }, settings: {}, startedAt: 0 };
  return {
    tenant: 't',
    run: { id: 'r', state: 'held', unknownOutcome: false } as RunDetail,
    flow: { program, deployment: { bindings: {} } } as WorkCase['flow'],
    view: foldJournal(entries, base),
    address: 'create',
    step: undefined,
    failure,
    operationName: 'order.create',
    connectionName: 'erp',
  };
}

const unitsOf = (planned: Planned): Json =>
  'refused' in planned
    ? planned.refused.message
    : ((planned.plan.input['lines'] ?? []) as JsonObject[]).map((line) => line['unit'] ?? null);

const boxIsBx = { changes: [{ path: 'lines[0].unit', value: 'BX' }], remember: [] };

function planned(given: WorkCase) {
  const first = planFix(given, boxIsBx, 0);
  if ('refused' in first) throw new Error(first.refused.message);
  return first.plan;
}

test('the same wrong key becomes the same right value, on whatever line it stands', () => {
  const first = planned(heldFor('BOX', 'EA'));
  expect(first.input['lines']).toMatchObject([{ unit: 'BX' }, { unit: 'EA' }]);
  expect(unitsOf(planAlike(heldFor('EA', 'BOX'), first, 0))).toEqual(['EA', 'BX']);
});

test('an order with another wrong key is left as it is', () => {
  const first = planned(heldFor('BOX'));
  expect(unitsOf(planAlike(heldFor('CRATE'), first, 0))).toBe('It has other values in these fields.');
  expect(unitsOf(planAlike(heldFor('CRATE', 'BOX'), first, 0))).toContain('CRATE');
});
