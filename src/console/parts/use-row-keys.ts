import { type RefObject, useEffect } from 'react';
import { isTyping } from '../frame/typing.ts';

const STEP_OF_KEY: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** `j` and `k` move the focus over everything marked `data-row-link` in `list`; Enter opens it as any link. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = STEP_OF_KEY[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
      const here = rows.findIndex((row) => row.contains(document.activeElement));
      const next = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [list]);
}
