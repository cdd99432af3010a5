import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLockFile, readLockFile, removeStale } from './lock-file.ts';
import { boundLog, fatalLines } from './log-file.ts';
import { isAlive, isServerOn } from './process-identity.ts';
import { defaultSettings, serverArguments, settingsFingerprint } from './settings.ts';
import { isMomentary, mayPass, startFailure } from './start-failure.ts';

test('a lock file is read line by line; a torn one claims nothing', () => {
  const socket = '6530\n/data\n1795255783\n5432\n/tmp/landbridge-x\n\n  1 2\nready   \n';
  expect(parseLockFile(socket)).toEqual({
    pid: 6530,
    endpoint: { kind: 'socket', folder: '/tmp/landbridge-x' },
    status: 'ready',
  });
  const port = '6530\n/data\n1795255783\n54321\n\n127.0.0.1\n  1 2\nstarting\n';
  expect(parseLockFile(port)).toEqual({ pid: 6530, endpoint: { kind: 'port', port: 54_321 }, status: 'starting' });
  for (const torn of ['', '\n', 'x', '0x10\n', '99999999999999\n']) expect(parseLockFile(torn).pid).toBe(0);
});

test('only the lock file that was judged is removed, a newer one stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lb-lock-'));
  const path = join(folder, 'postmaster.pid');
  writeFileSync(path, '1\n');
  const judged = readLockFile(path);
  if (judged === undefined) throw new Error('unreadable');
  writeFileSync(path, '2\n');
  expect(removeStale(judged)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('2\n');
  expect(removeStale({ ...judged, text: '2\n' })).toBe(true);
  expect(readLockFile(path)).toBeUndefined();
  rmSync(folder, { recursive: true });
});

test('this very process is alive and no database server', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isServerOn(process.pid, process.cwd())).toBe(false);
  expect([0, -1, 999_999_999].map(isAlive)).toEqual([false, false, false]);
});

test('the reason for an end is taken from the right lines of the log', () => {
  const log = [
    '2026-01-01 10:00:00.000 UTC [7] FATAL:  the database system is starting up',
    '2026-01-01 10:00:00.000 UTC [8] FATAL:  lock file "postmaster.pid" already exists',
    '2026-01-01 10:00:00.000 UTC [9] FATAL:  could not write to file "pg_wal/xlogtemp.9": No space left on device',
    '2026-01-01 10:00:00.000 UTC [1] LOG:  database system is shut down',
  ].join('\n');
  expect(fatalLines(log, 8)).toBe('lock file "postmaster.pid" already exists');
  expect(fatalLines(log.split('\n').toSpliced(1, 1).join('\n'), 1)).toContain('No space left on device');
  expect(fatalLines('postgres: could not find the program\n', 1)).toBe('postgres: could not find the program');
  expect(fatalLines('', 1)).toBe('it said nothing in its log');
});

test.each([
  ['could not write to file: No space left on device', /Free space/, true],
  ['data directory "/d" has invalid permissions', /file system with Unix rights/, false],
  ['could not open file "x": Permission denied', /chown -R/, false],
  ['postgres: error while loading shared libraries: libm.so.6', /glibc/, false],
  ['spawn /x/postgres ENOENT', /glibc/, false],
  ['could not locate a valid checkpoint record', /restore the last backup/, false],
  ['something new', /server\.log/, false],
])('a failed start says what to do: %s', (reason, remedy, passes) => {
  expect(startFailure('/d', reason)).toMatchObject({
    code: 'database.embedded.start-failed',
    remedy: expect.stringMatching(remedy),
  });
  expect(mayPass(reason)).toBe(passes);
  expect(isMomentary(reason)).toBe(false);
});

test('what another starter or a leaving server causes is momentary', () => {
  expect(isMomentary('lock file "postmaster.pid" already exists')).toBe(true);
  expect(isMomentary('pre-existing shared memory block (key 1, ID 2) is still in use')).toBe(true);
});

test('settings become arguments, the endpoint cannot be overridden, and a change shows in the fingerprint', () => {
  const list = serverArguments({ listen_addresses: '*' }, { kind: 'socket', folder: '/tmp/a b' }, 'f');
  expect(list).toContain('listen_addresses=');
  expect(list).toContain('unix_socket_directories="/tmp/a b"');
  expect(serverArguments({}, { kind: 'port', port: 5 }, 'f')).toContain('listen_addresses=127.0.0.1');
  const fingerprint = settingsFingerprint(defaultSettings, '18');
  expect(settingsFingerprint({ ...defaultSettings }, '18')).toBe(fingerprint);
  expect(settingsFingerprint({ ...defaultSettings, work_mem: '9MB' }, '18')).not.toBe(fingerprint);
  expect(settingsFingerprint(defaultSettings, '19')).not.toBe(fingerprint);
});

test('O05 the log of the server is kept within bounds, the part before is kept once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lb-log-'));
  const path = join(folder, 'server.log');
  writeFileSync(path, 'x'.repeat(1_000));
  boundLog(folder);
  expect(readFileSync(path).length).toBe(1_000);
  writeFileSync(path, 'y'.repeat(9 * 1024 * 1024));
  boundLog(folder);
  expect(readFileSync(path).length).toBe(0);
  expect(readFileSync(`${path}.1`).length).toBe(9 * 1024 * 1024);
  rmSync(folder, { recursive: true });
});
