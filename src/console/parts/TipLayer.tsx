import { useEffect, useState } from 'react';
import styles from './TipLayer.module.css';

interface Tip {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly below: boolean;
}

const MARGIN_PX = 8;
const NEAR_TOP_PX = 60;

/**
 * One tooltip for the whole page: shows the `data-tip` of whatever is pointed at or focused, so that a list of hundreds
 * of times and states costs nothing. Escape hides it (WCAG 1.4.13).
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip>();

  useEffect(() => {
    const show = (event: Event) => setTip(tipOf(event.target));
    const hide = () => setTip(undefined);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('scroll', hide, true);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('scroll', hide, true);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  if (!tip) return null;
  return (
    <div
      className={styles.tip}
      data-below={tip.below || undefined}
      style={{ left: tip.left, top: tip.top }}
      role="tooltip"
      aria-hidden
    >
      {tip.text}
    </div>
  );
}

function tipOf(target: EventTarget | null): Tip | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
  const text = element?.dataset['tip'];
  if (!element || !text) return undefined;
  const box = element.getBoundingClientRect();
  const below = box.top < NEAR_TOP_PX;
  const middle = box.left + Math.min(box.width, 240) / 2;
  const left = Math.min(Math.max(middle, 150), Math.max(150, window.innerWidth - 150));
  return { text, left, top: below ? box.bottom + MARGIN_PX : box.top - MARGIN_PX, below };
}
