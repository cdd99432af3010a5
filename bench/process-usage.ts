import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

interface Stat {
  readonly parent: number;
  /** Milliseconds of processor time, own and of ended children. */
  readonly cpuMs: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
    return { parent: fields[1] ?? 0, cpuMs: (ticks * 1_000) / TICKS };
  } catch {
    return undefined;
  }
}

/** Processor time of a process, milliseconds. */
export function cpuMsOf(pid: number): number {
  return statOf(pid)?.cpuMs ?? 0;
}

/** Processor time of a process and its living children, milliseconds. */
export function cpuMsOfFamily(pid: number): number {
  const others = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const children = others.map(statOf).filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + (stat?.cpuMs ?? 0), cpuMsOf(pid));
}

/** The most memory a process ever had, megabytes (VmHWM). */
export function peakMemoryMb(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1_024);
}
