import { CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import styles from './Copy.module.css';

interface CopyProps {
  readonly text: string;
  /** What is copied, for the button's name: `M3 order`, `reply`. */
  readonly what: string;
  /** Shows the words beside the icon. */
  readonly label?: string;
}

/** Copies a text and says so. */
export function Copy({ text, what, label }: CopyProps) {
  return (
    <CopyButton value={text} timeout={1600}>
      {({ copied, copy }) => (
        <button
          type="button"
          className={label ? styles.worded : styles.copy}
          onClick={(event) => {
            event.preventDefault();
            event.stopPropagation();
            copy();
          }}
          aria-label={`Copy ${what}`}
          data-tip={copied ? 'Copied' : `Copy ${what}`}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          {label}
          <span className="visually-hidden" aria-live="polite">
            {copied ? 'Copied' : ''}
          </span>
        </button>
      )}
    </CopyButton>
  );
}

interface IdentifierProps {
  readonly value: string;
  readonly what: string;
  /** Leaves the button out where the identifier is itself a link in a list. */
  readonly bare?: boolean;
}

/** An identifier in a face where 0 and O differ, with a button that copies it. */
export function Identifier({ value, what, bare = false }: IdentifierProps) {
  return (
    <span className={styles.identifier}>
      <span className="mono">{value}</span>
      {bare ? null : <Copy text={value} what={what} />}
    </span>
  );
}
