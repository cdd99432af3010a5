import {
  IconCircleCheck,
  IconHandStop,
  IconPlayerPause,
  IconPlugConnectedX,
  IconRefresh,
  IconTool,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ConnectionLight } from '../../api/types.ts';
import { CONNECTION_WORDS } from '../words/connections.ts';
import { stateColor } from './StateMark.tsx';
import styles from './StateMark.module.css';

const ICONS: Readonly<Record<ConnectionLight['state'], ComponentType<IconProps>>> = {
  working: IconCircleCheck,
  paused: IconPlayerPause,
  closed: IconTool,
  limited: IconHandStop,
  down: IconPlugConnectedX,
  recovering: IconRefresh,
};

interface ConnectionMarkProps {
  readonly state: ConnectionLight['state'];
  readonly pill?: boolean;
}

/** The state of a connection as word, icon and colour. */
export function ConnectionMark({ state, pill = false }: ConnectionMarkProps) {
  const Icon = ICONS[state];
  const { word, meaning, color } = CONNECTION_WORDS[state];
  return (
    <span className={`${styles.mark} ${stateColor(color)} ${pill ? styles.pill : ''}`} data-tip={meaning}>
      <Icon size={16} stroke={2} aria-hidden />
      {word}
    </span>
  );
}
