import { Button, Modal } from '@mantine/core';
import type { WelcomeLink } from '../../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { useFocusReturn } from '../../parts/use-focus-return.ts';
import { When } from '../../parts/When.tsx';
import styles from './LinkDialog.module.css';

export interface NewLink extends WelcomeLink {
  readonly name: string;
}

/** A one-time link to hand over. It cannot be shown again. */
export function LinkDialog({ link, onClose }: { readonly link: NewLink; readonly onClose: () => void }) {
  useFocusReturn();
  const url = `${window.location.origin}${link.path}`;
  return (
    <Modal opened onClose={onClose} title={`One-time link for ${link.name}`}>
      <div className={styles.body}>
        <p>
          Hand this link to {link.name}, over a way you trust. It works once, until <When at={link.validUntil} />, and
          is not shown again.
        </p>
        <p className={styles.link}>
          <code>{url}</code>
          <Copy text={url} what="link" label="Copy" />
        </p>
        <Button onClick={onClose}>Done</Button>
      </div>
    </Modal>
  );
}
