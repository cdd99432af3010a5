import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** A small file system of its own, seen by one process only; needs root on Linux. */
const withSmallDisk = (command: string) => [
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=180m none /mnt && exec ${command}`,
];
const canMount = process.platform === 'linux' && spawnSync('/usr/bin/unshare', withSmallDisk('true')).status === 0;

const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const program = `
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from ${at('./start.ts')};
import { openPool } from ${at('../database.ts')};
import { isUnavailable } from ${at('../database-errors.ts')};
import { silentLog } from ${at('../log.ts')};
const server = await startEmbeddedPostgres({ folder: '/mnt/data/postgres', log: silentLog, endWithUs: true });
const states = [];
server.onStateChange((state) => states.push(state));
const pool = openPool({ connectionString: server.connectionString, log: silentLog });
await pool.query('create table orders (id int primary key, body text)');
const disk = statfsSync('/mnt');
writeFileSync('/mnt/ballast', Buffer.alloc(disk.bavail * disk.bsize - 12 * 1024 * 1024));
const body = () => Array.from({ length: 3000 }, () => Math.random().toString(36)).join('');
const acknowledged = [];
const refused = [];
for (let id = 0; states.filter((state) => state.state === 'restarting').length < 3; id += 1) {
  await pool.query('insert into orders values ($1, $2)', [id, body()]).then(
    () => acknowledged.push(id), async (error) => { refused.push(error); await sleep(20); });
}
rmSync('/mnt/ballast');
while (states.at(-1).state !== 'ready') await sleep(20);
await pool.query('insert into orders values (-1, null)');
const stored = new Set((await pool.query('select id from orders')).rows.map((row) => row.id));
console.log(JSON.stringify({
  acknowledged: acknowledged.length > 0,
  missing: acknowledged.filter((id) => !stored.has(id)).length,
  refused: refused.length > 0,
  notUnavailable: refused.filter((error) => !isUnavailable(error)).map(String),
}));
await pool.end();
await server.stop();
`;

test.skipIf(!canMount)(
  'C14 disk full: refusals while it lasts, back by itself after, nothing acknowledged is missing',
  () => {
    const command = `'${process.execPath}' --no-warnings --input-type=module -e "$0"`;
    const ran = spawnSync('/usr/bin/unshare', [...withSmallDisk(command), program], { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual({ acknowledged: true, missing: 0, refused: true, notUnavailable: [] });
  },
  60_000,
);
