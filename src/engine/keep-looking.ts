/** What goes on by itself; `stop` cuts a pause short and waits for the look under way. */
export interface Going {
  stop(): Promise<void>;
}

/**
 * Looks again and again, with a pause in between. A look that throws is told with its reason, and counts as one that
 * found nothing.
 */
export function keepLooking<Found>(loop: {
  readonly look: () => Promise<Found>;
  /** Pause after a look, milliseconds; at 0 the next look follows at once. */
  readonly pauseMs: (found: Found | undefined) => number;
  readonly onInterrupted: (reason: string) => void;
}): Going {
  let stopped = false;
  let wake: (() => void) | undefined;
  const going = (async () => {
    while (!stopped) {
      const found = await loop.look().catch((error: unknown) => {
        loop.onInterrupted(error instanceof Error ? error.message : String(error));
        return undefined;
      });
      const pauseMs = loop.pauseMs(found);
      if (pauseMs === 0 || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await going;
    },
  };
}
