import { useEffect, useState } from 'react';

/** What opened the dialogs that are open now, the newest last. */
const openers: (HTMLElement | undefined)[] = [];

/**
 * Gives the focus back when a dialog is gone: to what opened it, or to the page where that is gone too. Mantine does so
 * only for dialogs that stay mounted while they are closed.
 */
export function useFocusReturn(): void {
  // Looked for while rendering: before the first effect runs, the dialog may have the focus already.
  const [opener] = useState(findOpener);
  useEffect(() => {
    openers.push(opener);
    return () => {
      openers.splice(openers.lastIndexOf(opener), 1);
      // What opened it may be switched off by now, and then does not take the focus.
      for (const element of [opener, document.getElementById('page')]) {
        if (!isFocusLost()) return;
        element?.focus({ preventScroll: true });
      }
    };
  }, [opener]);
}

/** What has the focus; for an item of a menu, which closes, the button of that menu. */
function findOpener(): HTMLElement | undefined {
  const active = document.activeElement;
  // A dialog that follows another one was opened by what opened that one.
  if (openers.length > 0 && (isFocusLost() || active?.closest('[role="dialog"]'))) return openers.at(-1);
  const menu = active?.closest('[role="menu"]');
  const element = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : active;
  return element instanceof HTMLElement ? element : undefined;
}

function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
