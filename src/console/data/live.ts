import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { LiveEvent } from '../../api/types.ts';
import { KEYS } from './queries.ts';
import { staleKeysOf } from './live-keys.ts';

const STREAM = '/api/v1/events';
/** Changes within this time are read again together. */
const GATHER_MS = 400;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const EVENT_NAMES = ['runs', 'connections', 'today', 'reload'] as const satisfies readonly LiveEvent['type'][];

export type LiveState = 'connecting' | 'live' | 'broken';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Whether changes reach this page by themselves. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Listens to the server while mounted, and marks as old in the cache what it says has changed. */
export function useLiveUpdates(queries: QueryClient): void {
  useEffect(() => listen(queries), [queries]);
}

function listen(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let gatherTimer: ReturnType<typeof setTimeout> | undefined;
  const gathered = new Map<string, QueryKey>();

  // What is being read right now waits for the next turn: reading it again at once would throw away the first answer,
  // and under a steady stream of changes no answer would ever arrive.
  const flush = () => {
    gatherTimer = undefined;
    for (const [name, queryKey] of gathered) {
      if (queries.isFetching({ queryKey }) > 0) continue;
      gathered.delete(name);
      void queries.invalidateQueries({ queryKey });
    }
    if (gathered.size > 0) gatherTimer = setTimeout(flush, GATHER_MS);
  };
  const onEvent = (message: MessageEvent<string>) => {
    for (const key of staleKeysOf(parseEvent(message.data))) gathered.set(JSON.stringify(key), key);
    gatherTimer ??= setTimeout(flush, GATHER_MS);
  };
  const open = () => {
    source = new EventSource(STREAM);
    source.onopen = () => {
      // After a gap nobody knows what was missed.
      if (state === 'broken') void queries.invalidateQueries();
      retryMs = FIRST_RETRY_MS;
      setState('live');
    };
    source.onerror = () => {
      setState('broken');
      if (source?.readyState !== EventSource.CLOSED) return; // the browser connects again by itself
      retryTimer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
      void queries.invalidateQueries({ queryKey: KEYS.session });
    };
    for (const name of EVENT_NAMES) source.addEventListener(name, onEvent);
  };

  open();
  return () => {
    source?.close();
    clearTimeout(retryTimer);
    clearTimeout(gatherTimer);
    setState('connecting');
  };
}

function parseEvent(data: string): LiveEvent {
  try {
    return JSON.parse(data) as LiveEvent;
  } catch {
    return { type: 'reload' };
  }
}
