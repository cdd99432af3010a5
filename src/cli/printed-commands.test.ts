import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { type OrdersSearch, queryOf } from '../console/pages/orders/filter.ts';
import { scriptQueryOf, type WorkSearch } from '../console/pages/work/words.ts';
import { callOf, commandOf } from '../console/words/scripts.ts';
import { makeProgram } from './program.ts';

/** Every part of the address of a list; a new one has to stand here, and to be a thing that the command knows. */
const ORDERS: Required<OrdersSearch> = {
  q: "O'Brien & sons",
  state: 'held,failed',
  flow: 'order-status-back',
  queue: 'item-setup',
  code: 'm3.item-not-found',
  since: '2026-11-20T08:00:00Z',
  until: '2026-11-21T08:00:00Z',
  endedSince: '2026-11-20T09:00:00Z',
  endedUntil: '2026-11-21T09:00:00Z',
};
const WORK: Required<WorkSearch> = {
  state: 'failed',
  owner: 'ann@example.com',
  snoozed: 'also',
  q: '$(reboot) `x` "y"',
  flow: 'order-to-cash',
  queue: 'credit check',
  code: 'm3.customer-blocked',
  cause: 'c0ffee',
};

/** Takes a printed command apart as a shell and the real program do, without doing it: the options it understood. */
function understand(command: string): Record<string, unknown> {
  const text = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  const words = text.split('\0').slice(0, -1);
  expect(words.slice(0, 2)).toEqual(['npx', 'landbridge']);
  const understood: Record<string, unknown>[] = [];
  const disarm = (each: Command): void => {
    each.exitOverride().configureOutput({ writeErr: () => undefined });
    each.action(() => void understood.push(each.opts()));
    each.commands.forEach(disarm);
  };
  const program = makeProgram();
  program.commands.forEach(disarm);
  program.parse(words.slice(2), { from: 'user' });
  expect(understood).toHaveLength(1);
  return understood[0] ?? {};
}

describe('the console prints commands that there are', () => {
  test('runs list takes every filter of the list of orders', () => {
    const query = queryOf(ORDERS, 0);
    expect(Object.keys(query)).toHaveLength(Object.keys(ORDERS).length);
    expect(understand(commandOf('runs list', query))).toMatchObject(query);
  });

  test('holds causes takes every filter of the work list', () => {
    const query = scriptQueryOf(WORK);
    expect(Object.keys(query)).toHaveLength(Object.keys(WORK).length);
    expect(understand(commandOf('holds causes', query))).toMatchObject(query);
    expect(Object.fromEntries(new URLSearchParams(callOf('/work', query).split('?')[1]))).toEqual(query);
  });

  test.each(['-5', '--json', "'", '', 'a\nb', '\\'])('a value stays one word: %j', (search) => {
    expect(understand(commandOf('runs list', { search }))).toMatchObject({ search });
  });

  test('an option that there is not would be seen here', () => {
    expect(() => understand('npx landbridge runs list --endedSince x')).toThrow(/unknown option/);
  });
});
