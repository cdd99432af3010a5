import {
  IconAlertOctagon,
  IconBan,
  IconCircleCheck,
  IconPointFilled,
  IconClock,
  IconHandStop,
  IconHelpCircle,
  IconHourglassHigh,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { type ShownState, STATE_WORDS } from '../words/states.ts';
import styles from './StateMark.module.css';

const ICONS: Readonly<Record<ShownState, ComponentType<IconProps>>> = {
  queued: IconClock,
  running: IconPointFilled,
  waiting: IconHourglassHigh,
  held: IconHandStop,
  completed: IconCircleCheck,
  failed: IconAlertOctagon,
  canceled: IconBan,
  unknown: IconHelpCircle,
};

interface StateMarkProps {
  readonly state: ShownState;
  /** Replaces the state's word where the place needs another: `Line held`. */
  readonly word?: string;
  /** Replaces what the state means, likewise. */
  readonly meaning?: string;
  readonly look?: 'plain' | 'pill' | 'large';
}

/** A state as word, icon and colour; never by colour alone. */
export function StateMark({ state, word, meaning, look = 'plain' }: StateMarkProps) {
  const Icon = ICONS[state];
  const shape = look === 'plain' ? '' : `${styles.pill} ${look === 'large' ? styles.large : ''}`;
  return (
    <span
      className={`${styles.mark} ${styles[state]} ${shape}`}
      data-tip={meaning ?? STATE_WORDS[state].meaning}
      data-state={state}
    >
      <Icon size={look === 'large' ? 20 : 16} stroke={2} aria-hidden />
      {word ?? STATE_WORDS[state].word}
    </span>
  );
}

/** The class that sets `--state` to the colour of a state, for bars, dots and borders. */
export function stateColor(state: ShownState): string {
  return styles[state] ?? '';
}
