import { useRef } from 'react';

/**
 * Wraps an act so that it cannot run twice at the same time: a double click, or Enter and a click, sends once. A failure
 * is left to the act's own mutation, which shows it.
 */
export function useGuard(act: () => Promise<unknown>): () => void {
  const running = useRef(false);
  return () => {
    if (running.current) return;
    running.current = true;
    act()
      .catch(() => undefined)
      .finally(() => {
        running.current = false;
      });
  };
}
