import { Button, Modal } from '@mantine/core';
import styles from '../connections/PauseDialog.module.css';

/** A question before something is done: what will happen, and the verb that does it. */
export interface Question {
  readonly title: string;
  readonly effect: string;
  readonly verb: string;
  readonly act: () => void;
}

/** Shows what will happen before it happens. */
export function ConfirmDialog({ question, onClose }: { readonly question: Question; readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={question.title}>
      <div className={styles.form}>
        <p className={styles.effect}>{question.effect}</p>
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            data-autofocus
            onClick={() => {
              question.act();
              onClose();
            }}
          >
            {question.verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
