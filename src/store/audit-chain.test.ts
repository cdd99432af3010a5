import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { hasAuditHead, readAuditHeads, verifyAudit } from './audit-chain.ts';
import { createAuditStore } from './audit-store.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 8 });

afterAll(close);

const COUNT = 20;
beforeEach(async () => {
  await pool.query('TRUNCATE audit, audit_heads');
  const audit = createAuditStore(pool);
  // Of two houses, at the same time, with texts that would not stay apart without their lengths.
  await Promise.all(
    Array.from({ length: COUNT * 2 }, (_, n) =>
      audit.append(n % 2 === 0 ? 't' : 'other', {
        by: `ann:${n}`,
        action: 'run.retry',
        subject: `run ${n}\n7:Zoë`,
        detail: { reason: `naïve ${n}`, n },
      }),
    ),
  );
});

const verify = async (seen?: Parameters<typeof verifyAudit>[2]) => await verifyAudit(pool, 't', seen);
const headOf = async (tenant: string) => {
  const head = (await readAuditHeads(pool)).find((each) => each.tenant === tenant);
  if (!head) throw new Error('no head');
  return head;
};

test('an audit log that nobody touched is whole, whoever wrote at the same time', async () => {
  expect(await verify()).toEqual({ entries: COUNT, erased: 0 });
  expect(await verify(await headOf('t'))).toEqual({ entries: COUNT, erased: 0 });
  expect(await hasAuditHead(pool, await headOf('t'))).toBe(true);
  expect(await verifyAudit(pool, 'nobody')).toEqual({ entries: 0, erased: 0 });
});

test.each([
  ['who did it', `UPDATE audit SET by = 'bob' WHERE tenant = 't' AND link = 7`, { link: 7, what: /changed/ }],
  ['when', `UPDATE audit SET at = at - interval '1 day' WHERE tenant = 't' AND link = 7`, { link: 7, what: /changed/ }],
  ['what came of it', `UPDATE audit SET detail = '{}' WHERE tenant = 't' AND link = 7`, { link: 7, what: /detail/ }],
  [
    'the detail with its digest',
    `UPDATE audit SET detail = '{}', detail_digest = encode(sha256('{}'), 'hex') WHERE tenant = 't' AND link = 7`,
    { link: 7, what: /changed/ },
  ],
  ['an entry taken out', `DELETE FROM audit WHERE tenant = 't' AND link = 7`, { link: 7, what: /missing/ }],
  [
    'an entry put in',
    `ALTER TABLE audit DISABLE TRIGGER audit_chained;
    INSERT INTO audit (tenant, by, action, subject, detail) VALUES ('t', 'eve', 'run.retry', 'run 1', '{}');
    ALTER TABLE audit ENABLE TRIGGER audit_chained`,
    { link: 0, what: /beside the chain/ },
  ],
  [
    'two entries that changed places',
    `UPDATE audit SET link = CASE link WHEN 7 THEN 8 ELSE 7 END WHERE tenant = 't' AND link IN (7, 8)`,
    { link: 7, what: /changed/ },
  ],
  ['the end cut off', `DELETE FROM audit WHERE tenant = 't' AND link > 15`, { link: 16, what: /end of the log/ }],
  ['the beginning cut off', `DELETE FROM audit WHERE tenant = 't' AND link < 5`, { link: 1, what: /missing/ }],
])('S23: %s is found', async (_, statement, { link, what }) => {
  await pool.query(statement);
  const { fault } = await verify();
  expect(fault).toEqual({ link, what: expect.stringMatching(what), ...(fault?.seq ? { seq: fault.seq } : {}) });
  expect(await verifyAudit(pool, 'other')).toEqual({ entries: COUNT, erased: 0 });
});

test('S23: an end that was cut off neatly, or a log written anew, is found by what was seen outside', async () => {
  const seen = await headOf('t');
  await pool.query(`DELETE FROM audit WHERE tenant = 't' AND link > 15;
    UPDATE audit_heads h SET link = 15, digest = (SELECT digest FROM audit WHERE tenant = 't' AND link = 15) WHERE tenant = 't'`);
  expect(await verify()).toEqual({ entries: 15, erased: 0 });
  expect(await hasAuditHead(pool, seen)).toBe(false);
  expect((await verify(seen)).fault).toMatchObject({ link: COUNT, what: expect.stringContaining('seen before') });
  // As many entries as before, all of them whole.
  const audit = createAuditStore(pool);
  for (let n = 0; n < 5; n += 1) await audit.append('t', { by: 'eve', action: 'x', subject: 'y', detail: {} });
  expect(await verify()).toEqual({ entries: COUNT, erased: 0 });
  expect((await verify(seen)).fault).toMatchObject({ what: expect.stringContaining('seen before') });
});

test('O06: an entry out of which personal data was taken is known by the log itself, and no other', async () => {
  await createAuditStore(pool).append('t', {
    by: 'landbridge',
    action: 'shopper.erased',
    subject: 'erasure 1',
    detail: { runs: 1, entries: [7] },
  });
  await pool.query(`UPDATE audit SET detail = '{"reason": "(erased)"}' WHERE tenant = 't' AND link = 7`);
  expect(await verify()).toEqual({ entries: COUNT + 1, erased: 1 });
  await pool.query(`UPDATE audit SET detail = '{"reason": "(erased)"}' WHERE tenant = 't' AND link = 8`);
  expect((await verify()).fault).toMatchObject({ link: 8 });
});

test('entries from before the chain are taken into it as they are', async () => {
  const text = readFileSync(new URL('./migrations/103-audit-chain.sql', import.meta.url), 'utf8');
  await pool.query('UPDATE audit SET link = NULL, digest = NULL, detail_digest = NULL; TRUNCATE audit_heads');
  expect((await verify()).fault).toMatchObject({ what: expect.stringContaining('beside the chain') });
  await pool.query(/^DO \$\$[\s\S]*?^END \$\$;/m.exec(text)?.[0] ?? '');
  await createAuditStore(pool).append('t', { by: 'ann', action: 'x', subject: 'y', detail: {} });
  expect(await verify()).toEqual({ entries: COUNT + 1, erased: 0 });
  expect(await verifyAudit(pool, 'other')).toEqual({ entries: COUNT, erased: 0 });
});
