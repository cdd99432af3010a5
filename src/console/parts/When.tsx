import { formatAge, formatExact, formatRelative } from '../words/time.ts';
import { useNow } from './use-now.ts';

interface WhenProps {
  readonly at: string;
  /** Reachable by keyboard on its own; off inside rows, where the row shows it. */
  readonly focusable?: boolean;
  /** `age` leaves out "ago": for columns and tiles headed "oldest" or "since". */
  readonly as?: 'relative' | 'age';
}

/** A moment relative to now, with the exact one and its zone on hover and focus. */
export function When({ at, focusable = true, as = 'relative' }: WhenProps) {
  const now = useNow();
  const exact = formatExact(at);
  const text = as === 'age' ? formatAge(now - Date.parse(at)) : formatRelative(at, now);
  return (
    <time dateTime={at} data-tip={exact} {...(focusable ? { tabIndex: 0, 'aria-label': `${text}, ${exact}` } : {})}>
      {text}
    </time>
  );
}
