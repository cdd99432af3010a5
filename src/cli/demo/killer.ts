import type { ServerProcess } from './server-process.ts';

/** Kills the server every so often and starts it again under its name. */
export function startKiller(
  options: { readonly killEverySeconds: number },
  server: ServerProcess,
): { stop(atLeastMs: number): Promise<number> } {
  let kills = 0;
  let stopped = options.killEverySeconds <= 0;
  const startedAt = Date.now();
  const loop = (async () => {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, options.killEverySeconds * 1_000));
      if (stopped) return;
      await server.kill();
      kills += 1;
      await server.start();
    }
  })();
  loop.catch(() => undefined);
  return {
    stop: async (atLeastMs) => {
      // A fast machine is done before the first kill: go on until some kills have hit work.
      while (!stopped && Date.now() - startedAt < atLeastMs) await new Promise((resolve) => setTimeout(resolve, 100));
      stopped = true;
      await loop;
      return kills;
    },
  };
}
