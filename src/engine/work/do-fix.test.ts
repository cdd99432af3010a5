import { expect, test } from 'vitest';
import { FLOW_HEAD, testProgram } from '../../core/flow/testing.ts';
import type { JournalEntry } from '../../core/run/journal.ts';
import type { CommandResult } from '../command-ports.ts';
import type { RunDetail } from '../read-ports.ts';
import type { WorkDeps } from './case.ts';
import { doFix, type FixCommand } from './do-fix.ts';

const program = testProgram(`${FLOW_HEAD}steps:\n  - { id: create, call: erp.order.create, map: order }\n`, {
  'test/order.map.yaml': `version: 1
map: order
title: O
to: erp.order.create
fields:
  key: { crosswalk: unit, key: "\${ event.id }" }
  lines: []
`,
  'crosswalks/unit.csv': 'shop,erp\nEA,EA\n',
});

const SEEN = '2026-11-21T10:00:00.000Z';
const failure = { kind: 'missing', code: 'flow.crosswalk-unknown', message: 'no row for ISK' } as const;
const hold = {
  queue: 'crosswalk',
  reason: 'no row',
  scope: 'record',
  resume: 'step',
  failure,
  step: 'create',
} as const;

/** A run that is held for a row that its mapping misses; `updates` are its times as they are read one after the other. */
function rig(updates: readonly string[], release: CommandResult) {
  const did: string[] = [];
  const times = [...updates];
  const journal: JournalEntry[] = [{ type: 'held', at: 2, step: 'create', hold }];
  const deps = {
    runs: {
      get: () => {
        const updatedAt = times.length > 1 ? times.shift() : times[0];
        const run = {
          id: 'r',
          state: 'held',
          hold,
          journal,
          updatedAt,
          arrivedAt: SEEN,
          event: { data: { id: 'ISK' } },
        };
        return Promise.resolve(run as unknown as RunDetail);
      },
    },
    programs: { of: () => Promise.resolve({ program, deployment: { bindings: {}, settings: {} } }) },
    connections: { get: () => Promise.resolve({ gone: 'paused' }) },
    work: {
      deploymentOf: () => Promise.resolve('d'),
      setRow: (_: string, { from, to }: { from: string; to: string }) => {
        did.push(`row ${from} is ${to}`);
        return Promise.resolve({});
      },
    },
    commands: {
      release: ({ verb, seenAt }: { verb: string; seenAt: string }) => {
        did.push(`${verb} as of ${seenAt}`);
        return Promise.resolve(release);
      },
    },
    audit: {
      append: (_: string, { by, action }: { by: string; action: string }) => {
        did.push(`${by}: ${action}`);
        return Promise.resolve();
      },
    },
    clock: { now: () => 0 },
  };
  const command: FixCommand = {
    tenant: 't',
    runId: 'r',
    by: 'ann',
    reason: 'agreed',
    alike: false,
    changes: [{ path: 'key', value: 'SEK' }],
    remember: [{ path: 'key', as: 'crosswalk' }],
    seenAt: SEEN,
  };
  return { did, fix: () => doFix(deps as unknown as WorkDeps, command) };
}

const DONE: CommandResult = { done: true, message: 'It goes on.' };

test('what is kept and what is done stand in the audit log, each at once', async () => {
  const { did, fix } = rig([SEEN], DONE);
  expect(await fix()).toMatchObject({ done: true, fixed: 1 });
  expect(did).toEqual(['row ISK is SEK', 'ann: crosswalk.set', `edit as of ${SEEN}`, 'ann: run.fix']);
});

test('a row that was written is in the audit log although somebody else let the run go on', async () => {
  const { did, fix } = rig([SEEN], { done: false, code: 'run.wrong-state', message: 'It is queued.' });
  expect(await fix()).toMatchObject({ done: false, why: 'not-allowed', message: 'It is queued.' });
  expect(did.slice(0, 2)).toEqual(['row ISK is SEK', 'ann: crosswalk.set']);
});

test.each([
  ['before it was sent', ['2026-11-21T10:00:01.000Z']],
  ['while it was checked', [SEEN, '2026-11-21T10:00:01.000Z']],
])('whoever is too late keeps nothing: the run moved on %s', async (_, updates) => {
  const { did, fix } = rig(updates, DONE);
  expect(await fix()).toMatchObject({
    done: false,
    why: 'not-allowed',
    message: expect.stringContaining('Look again'),
  });
  expect(did).toEqual([]);
});
