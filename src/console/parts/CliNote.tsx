import { Popover } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { Copy } from './Copy.tsx';
import styles from './CliNote.module.css';

interface CliNoteProps {
  readonly cli: string;
  readonly api: string;
}

/** The same as on this screen, for scripts: a command and an API call to copy. */
export function CliNote({ cli, api }: CliNoteProps) {
  return (
    <Popover width={420} position="bottom-end" shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className={styles.open}>
          <IconTerminal2 size={16} aria-hidden /> For scripts
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.box}>
        <Line label="Command" text={cli} />
        <Line label="API" text={api} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Line({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className={styles.line}>
      <span>{label}</span>
      <code>{text}</code>
      <Copy text={text} what={label === 'API' ? 'API call' : 'command'} />
    </div>
  );
}
