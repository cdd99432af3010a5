import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconUserCheck } from '@tabler/icons-react';
import type { Alert } from '../../../api/types.ts';
import styles from './Alerts.module.css';

/** How bad it is and whether somebody is on it, as word, icon and colour. */
export function SeverityMark({ alert: { state, severity } }: { readonly alert: Alert }) {
  if (state === 'ended') return <Mark tone="good" icon={<IconCircleCheck size={16} aria-hidden />} word="Ended" />;
  if (state === 'acknowledged') return <Mark tone="calm" icon={<IconUserCheck size={16} aria-hidden />} word="Taken" />;
  if (severity === 'critical')
    return <Mark tone="bad" icon={<IconAlertOctagon size={16} aria-hidden />} word="Critical" />;
  return <Mark tone="attention" icon={<IconAlertTriangle size={16} aria-hidden />} word="Warning" />;
}

function Mark({ tone, icon, word }: { readonly tone: string; readonly icon: React.ReactNode; readonly word: string }) {
  return (
    <span className={styles.mark} data-tone={tone}>
      {icon}
      {word}
    </span>
  );
}
