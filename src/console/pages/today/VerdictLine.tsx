import { IconAlertTriangle, IconCircleCheck, IconHandStop, type IconProps } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Today } from '../../../api/types.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import styles from './VerdictLine.module.css';

const ICONS: Readonly<Record<Verdict['tone'], ComponentType<IconProps>>> = {
  good: IconCircleCheck,
  attention: IconHandStop,
  bad: IconAlertTriangle,
};

/** The answer to the page's question, before any figure. */
export function VerdictLine({ today }: { readonly today: Today }) {
  const { tone, sentence, detail } = verdictOf(today);
  const Icon = ICONS[tone];
  return (
    <p className={styles.verdict} data-tone={tone} role="status">
      <Icon size={22} stroke={2} aria-hidden />
      <span>
        <strong>{sentence}</strong> {detail}
      </span>
    </p>
  );
}
