import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Pair } from '../engine/shadow-ports.ts';
import { endLink, readLinkHistory, setLink } from './link-history.ts';
import { createShadowStore } from './shadow-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 8 });
afterAll(close);
beforeEach(() => pool.query('TRUNCATE shadows, links, link_history, runs'));

const pair: Pair = {
  tenant: 't',
  kind: 'customer',
  m3: { system: 'm3', id: 'C1' },
  store: { system: 'clarity', id: '77' },
};
const NAME = { name: { m3: 'a', store: 'b' } };

describe('shadows', () => {
  it('one run has a pair, and gets it again; others are told who has it', async () => {
    const shadows = createShadowStore(pool);
    const claims = await Promise.all(['r1', 'r2', 'r3', 'r4'].map((run) => shadows.claim(pair, run, 60_000)));
    const winners = claims.filter(({ claimed }) => claimed);
    expect(winners).toEqual([{ claimed: true, shadow: { fields: {}, writes: [] } }]);
    const owner = `r${claims.findIndex(({ claimed }) => claimed) + 1}`;
    expect(await shadows.claim(pair, owner, 60_000)).toMatchObject({ claimed: true });
    expect(await shadows.claim(pair, 'late', 60_000)).toMatchObject({ claimed: false, by: owner });
  });

  it('what is remembered stays beside what was, and only the run that has the pair may write', async () => {
    const shadows = createShadowStore(pool);
    await shadows.claim(pair, 'r1', 60_000);
    const write = { field: 'name', to: 'm3', value: 'a', at: 1 } as const;
    expect(await shadows.remember(pair, 'r2', { fields: NAME, writes: [], free: true })).toBe(false);
    expect(await shadows.remember(pair, 'r1', { fields: NAME, writes: [write], free: true })).toBe(true);
    // The same again, as after a crash between the writing and the journal.
    expect(await shadows.remember(pair, 'r1', { fields: NAME, writes: [write], free: true })).toBe(true);
    await shadows.claim(pair, 'r2', 60_000);
    expect(await shadows.remember(pair, 'r1', { fields: {}, writes: [], free: true })).toBe(false);
    await shadows.remember(pair, 'r2', { fields: { city: { m3: 'c', store: 'c' } }, writes: [write], free: true });
    expect(await shadows.find(pair)).toEqual({ fields: { ...NAME, city: { m3: 'c', store: 'c' } }, writes: [write] });
  });

  it('a run that stood still loses the pair', async () => {
    const shadows = createShadowStore(pool);
    await shadows.claim(pair, 'r1', -1);
    expect(await shadows.claim(pair, 'r2', 60_000)).toMatchObject({ claimed: true });
    expect(await shadows.remember(pair, 'r1', { fields: NAME, writes: [], free: true })).toBe(false);
  });

  describe('a run that is no longer at work keeps nobody waiting', () => {
    const begun = async (state: string): Promise<string> => {
      const run = randomUUID();
      await pool.query(
        `INSERT INTO runs (id, tenant, day, event_id, deployment, flow, state)
          VALUES ($1, 't', current_date, $1, $1, 'customers-to-m3', $2)`,
        [run, state],
      );
      return run;
    };
    const stateOf = (run: string, state: string) =>
      pool.query('UPDATE runs SET state = $2 WHERE id = $1', [run, state]);

    it.each(['queued', 'running', 'waiting'])('one that is %s has the pair', async (state) => {
      const shadows = createShadowStore(pool);
      const run = await begun(state);
      await shadows.claim(pair, run, 60_000);
      expect(await shadows.claim(pair, randomUUID(), 60_000)).toMatchObject({ claimed: false, by: run });
    });

    it.each(['held', 'failed'])('one that is %s loses it to one of those that ask, and learns it', async (state) => {
      const shadows = createShadowStore(pool);
      const run = await begun('running');
      await shadows.claim(pair, run, 60_000);
      await stateOf(run, state);
      const later = await Promise.all(['running', 'running', 'running'].map(begun));
      const claims = await Promise.all(later.map((each) => shadows.claim(pair, each, 60_000)));
      expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
      await stateOf(run, 'running');
      expect(await shadows.remember(pair, run, { fields: NAME, writes: [], free: true })).toBe(false);
      expect(await shadows.claim(pair, run, 60_000)).toMatchObject({ claimed: false });
    });

    it('one that is held and goes on first has it again', async () => {
      const shadows = createShadowStore(pool);
      const run = await begun('running');
      await shadows.claim(pair, run, 60_000);
      await stateOf(run, 'held');
      await stateOf(run, 'queued');
      expect(await shadows.claim(pair, randomUUID(), 60_000)).toMatchObject({ claimed: false, by: run });
      expect(await shadows.remember(pair, run, { fields: NAME, writes: [], free: true })).toBe(true);
    });

    it('one that is canceled or ended without giving it back is gone', async () => {
      const shadows = createShadowStore(pool);
      const run = await begun('held');
      await shadows.claim(pair, run, 60_000);
      await pool.query('DELETE FROM runs WHERE id = $1', [run]);
      expect(await shadows.claim(pair, randomUUID(), 60_000)).toMatchObject({ claimed: true });
    });
  });

  it('pairs of other stores and tenants are others', async () => {
    const shadows = createShadowStore(pool);
    await shadows.claim(pair, 'r1', 60_000);
    expect(await shadows.claim({ ...pair, tenant: 'u' }, 'r2', 60_000)).toMatchObject({ claimed: true });
    const other = { ...pair, store: { system: 'clarity-eu', id: '77' } };
    expect(await shadows.claim(other, 'r2', 60_000)).toMatchObject({ claimed: true });
  });
});

describe('the history of links', () => {
  const link = (left: string, right: string) => ({
    kind: 'customer',
    left: { system: 'clarity', id: left },
    right: { system: 'm3', id: right },
  });
  const storyOf = async (system: string, id: string) =>
    (await readLinkHistory(pool, 't', { kind: 'customer', system, id })).map(
      (event) => `${event.what} ${event.link.left.id}=${event.link.right.id} by ${event.by}`,
    );

  it('says who made, changed and ended a link, and why', async () => {
    await pool.query(
      `INSERT INTO links (tenant, kind, left_system, left_id, right_system, right_id)
        VALUES ('t', 'customer', 'clarity', '77', 'm3', 'C1')`,
    );
    expect(await storyOf('clarity', '77')).toEqual(['made 77=C1 by landbridge']);
    await setLink(pool, { tenant: 't', link: link('77', 'C2'), by: 'ann', reason: 'C1 is closed' });
    expect(await storyOf('clarity', '77')).toEqual([
      'made 77=C1 by landbridge',
      'ended 77=C1 by ann',
      'made 77=C2 by ann',
    ]);
    await setLink(pool, { tenant: 't', link: link('77', 'C2'), by: 'bob' });
    expect(await storyOf('m3', 'C2')).toEqual(['made 77=C2 by ann']);
    expect(await endLink(pool, { tenant: 't', link: link('77', 'C2'), by: 'bob', reason: 'wrong' })).toBe(true);
    expect(await endLink(pool, { tenant: 't', link: link('77', 'C2'), by: 'bob' })).toBe(false);
    expect(await readLinkHistory(pool, 't', { kind: 'customer', system: 'm3', id: 'C2' })).toMatchObject([
      { what: 'made', by: 'ann', reason: 'C1 is closed' },
      { what: 'ended', by: 'bob', reason: 'wrong' },
    ]);
  });

  it('a record that is linked elsewhere leaves there', async () => {
    await setLink(pool, { tenant: 't', link: link('1', 'C1'), by: 'ann' });
    await setLink(pool, { tenant: 't', link: link('2', 'C2'), by: 'ann' });
    await setLink(pool, { tenant: 't', link: link('1', 'C2'), by: 'bob' });
    const { rows } = await pool.query('SELECT left_id, right_id FROM links');
    expect(rows).toEqual([{ left_id: '1', right_id: 'C2' }]);
  });
});
