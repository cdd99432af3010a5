/** How far something is, and how long it has taken. */
export interface Progress {
  readonly done: number;
  /** Undefined while nobody knows. */
  readonly total?: number;
  readonly elapsedMs: number;
}

const WIDTH = 24;

/** A bar with share and estimated end, or a count where there is no total: `████░░  42 %  2,100 of 5,000, about 12 s left`. */
export function progressLine({ done, total, elapsedMs }: Progress): string {
  const count = done.toLocaleString('en');
  if (total === undefined || total <= 0) return `${count} so far`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  const left = leftMs({ done, total, elapsedMs });
  const end = left === undefined || share === 1 ? '' : `, about ${duration(left)} left`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${count} of ${total.toLocaleString('en')}${end}`;
}

/** Time that is left if it goes on as fast; undefined before there is anything to go by. */
function leftMs({ done, total = 0, elapsedMs }: Progress): number | undefined {
  if (done <= 0 || elapsedMs < 1_000) return undefined;
  return (elapsedMs / done) * Math.max(0, total - done);
}

/** `8 s`, `3 min`, `2 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A line at the foot of a terminal that is written over again and again; nothing where output is no terminal. */
export function footLine(stream: NodeJS.WriteStream): { show(text: string): void; clear(): void } {
  const write = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001B[2K${text}`);
  };
  return { show: (text) => write(text.slice(0, Math.max(20, (stream.columns || 100) - 1))), clear: () => write('') };
}
