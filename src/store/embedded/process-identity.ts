import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode } from '../errors.ts';

/** Whether a process with this id exists (a process of another user counts). */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether the process is a PostgreSQL server on this data folder. Process ids are used again,
 * so a lock file alone proves nothing: its number may belong to anybody by now, and a dead
 * server that nobody collected still answers signals.
 */
export function isServerOn(pid: number, dataFolder: string): boolean {
  const running = programOf(pid);
  return running !== undefined && isPostgres(running) && running.worksOn(dataFolder);
}

/** Whether the process is any PostgreSQL server. */
export function isServer(pid: number): boolean {
  const running = programOf(pid);
  return running !== undefined && isPostgres(running);
}

interface Running {
  readonly program: string;
  worksOn(dataFolder: string): boolean;
}

function isPostgres(running: Running): boolean {
  return /^postgres(\.exe)?$/.test(basename(running.program));
}

function programOf(pid: number): Running | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxProgram(pid);
  // Windows has no command line at hand: there the answer of the server itself has to decide.
  if (process.platform === 'win32') return { program: 'postgres.exe', worksOn: () => true };
  try {
    const line = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    const [program = ''] = line.split(' -D ');
    return { program, worksOn: (dataFolder) => line.includes(` -D ${dataFolder} `) };
  } catch {
    return undefined;
  }
}

/** A zombie has no command line, and another user's process shows no working folder: neither is a server of ours. */
function linuxProgram(pid: number): Running | undefined {
  try {
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return { program, worksOn: (dataFolder) => workingFolder(pid) === dataFolder };
  } catch {
    return undefined;
  }
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
