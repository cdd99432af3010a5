import { useEffect, useSyncExternalStore } from 'react';
import { isTyping } from './typing.ts';

const SEARCH_BOX = '#find';
const listeners = new Set<() => void>();
let keysShown = false;

function setKeysShown(shown: boolean): void {
  keysShown = shown;
  for (const listener of listeners) listener();
}

/** Opens the list of keys. */
export function showKeys(): void {
  setKeysShown(true);
}

/** Closes the list of keys. */
export function hideKeys(): void {
  setKeysShown(false);
}

/** Whether the list of keys is open. */
export function useKeysShown(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => keysShown,
  );
}

/** Keys that work on every page: `/` goes to the search box, `?` shows all keys. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '/') {
        event.preventDefault();
        const box = document.querySelector<HTMLInputElement>(SEARCH_BOX);
        box?.focus();
        box?.select();
      } else if (event.key === '?') {
        showKeys();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
