import { Button, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { ErrorPanel } from './ErrorPanel.tsx';
import styles from './FormDialog.module.css';
import { useFocusReturn } from './use-focus-return.ts';
import { useGuard } from './use-guard.ts';

interface FormDialogProps {
  readonly title: string;
  readonly size?: 'lg';
  /** What will happen, before it does. */
  readonly effect?: ReactNode;
  /** The verb on the button that sends the form. */
  readonly verb: string;
  /** For what cannot be taken back. */
  readonly isGrave?: boolean;
  readonly isReady?: boolean;
  /** The server says what is wrong with a field, not the browser. */
  readonly noValidate?: boolean;
  /** Nothing is left to send; what came of it stays to be read. */
  readonly isDone?: boolean;
  /** The mutation behind the verb. */
  readonly act: { readonly error: unknown; readonly isPending: boolean };
  readonly onSend: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Stands beside the buttons. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

/** A form that asks before something is done: sends once however often it is pressed, and shows why it was refused. */
export function FormDialog(props: FormDialogProps) {
  const { title, size, effect, verb, isGrave = false, isReady = true, isDone = false, act, onClose } = props;
  const send = useGuard(props.onSend);
  const close = useRef<HTMLButtonElement>(null);
  useFocusReturn();
  // The button that was pressed is gone then, and the focus with it.
  useEffect(() => {
    if (isDone) close.current?.focus();
  }, [isDone]);
  return (
    <Modal opened onClose={onClose} title={title} {...(size ? { size } : {})}>
      <form
        className={styles.form}
        noValidate={props.noValidate ?? false}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send();
        }}
      >
        {effect === undefined ? null : <p className={styles.effect}>{effect}</p>}
        {props.children}
        {act.error ? <ErrorPanel error={act.error} /> : null}
        <div className={styles.feet}>
          {props.aside}
          <span className={styles.buttons}>
            <Button ref={close} variant="default" onClick={onClose}>
              {isDone ? 'Close' : 'Not now'}
            </Button>
            {isDone ? null : (
              <Button
                type="submit"
                data-autofocus={props.children === undefined || undefined}
                loading={act.isPending}
                disabled={!isReady}
                {...(isGrave ? { color: 'red.8' } : {})}
              >
                {verb}
              </Button>
            )}
          </span>
        </div>
      </form>
    </Modal>
  );
}
