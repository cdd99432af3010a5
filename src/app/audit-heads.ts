import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Log } from '../monitor/log.ts';
import { type AuditHead, hasAuditHead, readAuditHeads } from '../store/audit-chain.ts';
import { replaceFile } from './replace-file.ts';

const FILE = 'audit.heads';

/** The ends of the audit logs as they were last seen, from the data folder; none when there is no file. */
export async function readSeenHeads(dataFolder: string): Promise<AuditHead[]> {
  const text = await readFile(join(dataFolder, FILE), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [, link, digest, tenant] = /^(\d+) ([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
    return tenant === undefined ? [] : [{ tenant, link: Number(link), digest: digest ?? '' }];
  });
}

/**
 * Keeps the ends of the audit logs outside of the database, where who can change the log does not reach by it. An end that
 * is gone is said and not replaced: it is the evidence.
 */
export async function keepAuditHeads(pool: pg.Pool, dataFolder: string, log: Log): Promise<void> {
  const seen = await readSeenHeads(dataFolder);
  const missing: AuditHead[] = [];
  for (const head of seen) if (!(await hasAuditHead(pool, head))) missing.push(head);
  for (const { tenant, link } of missing)
    log.error({ tenant, entry: link }, 'an entry of the audit log is gone: see `landbridge audit verify`');
  const gone = new Set(missing.map(({ tenant }) => tenant));
  const now = (await readAuditHeads(pool)).filter(({ tenant }) => !gone.has(tenant));
  const path = join(dataFolder, FILE);
  const lines = [...missing, ...now].map(({ tenant, link, digest }) => `${link} ${digest} ${tenant}\n`);
  await replaceFile(path, lines.join(''));
}
