import { CloseButton } from '@mantine/core';
import styles from './Inspector.module.css';
import type { Inspection } from './inspection.ts';
import { FailureBox } from './FailureBox.tsx';
import { PayloadTools, PayloadView, usePayloadLook } from './PayloadView.tsx';

interface InspectorProps {
  readonly inspection: Inspection;
  readonly onClose: () => void;
}

/** What was sent and answered, beside the step it belongs to. */
export function Inspector({ inspection, onClose }: InspectorProps) {
  const look = usePayloadLook();
  return (
    <section className={styles.inspector} aria-label={`${inspection.title}: what was sent and answered`}>
      <header className={styles.head}>
        <div>
          <h2>{inspection.title}</h2>
          {inspection.target ? <code>{inspection.target}</code> : null}
        </div>
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      <div className={styles.body}>
        {inspection.failure ? <FailureBox failure={inspection.failure} /> : null}
        {inspection.parts.length > 0 ? <PayloadTools look={look} /> : null}
        {inspection.parts.map((part) => (
          <PayloadView key={part.label} label={part.label} payload={part.payload} look={look} />
        ))}
        {inspection.parts.length === 0 && !inspection.failure ? <p>Nothing was sent or answered here.</p> : null}
      </div>
    </section>
  );
}
