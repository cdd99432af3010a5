import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that still works on a folder. */
export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/**
 * Processes, other than this one, whose command or working folder lies in `folder`: servers, sandboxes and PostgreSQL
 * alike. Only Linux tells; elsewhere the answer is empty.
 */
export function leftoversOf(folder: string): Leftover[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = read(() => readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
      const place = read(() => readlinkSync(`/proc/${name}/cwd`));
      const works = command.includes(folder) || place === folder || place.startsWith(`${folder}/`);
      return works ? [{ pid: Number(name), command: command || place }] : [];
    });
}

/** Ends what is left, so that one failed file does not disturb the next. */
export function endLeftovers(leftovers: readonly Leftover[]): void {
  for (const { pid } of leftovers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
}

function read(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
