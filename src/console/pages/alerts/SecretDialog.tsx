import { Button, Modal } from '@mantine/core';
import { Copy } from '../../parts/Copy.tsx';
import { useFocusReturn } from '../../parts/use-focus-return.ts';
import styles from './Alerts.module.css';

/** A signing secret that was made. It cannot be shown again. */
export function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  useFocusReturn();
  return (
    <Modal opened onClose={onClose} title="Signing secret">
      <div className={styles.form}>
        <p>Give this to the receiver, who checks the signature with it. It is not shown again.</p>
        <p>
          <code className={styles.secret}>{secret}</code> <Copy text={secret} what="signing secret" />
        </p>
        <div className={styles.buttons}>
          <Button onClick={onClose}>I have it</Button>
        </div>
      </div>
    </Modal>
  );
}
