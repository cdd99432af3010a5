import { Modal } from '@mantine/core';
import styles from './KeysDialog.module.css';
import { hideKeys, useKeysShown } from './use-global-keys.ts';

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/'], 'Find an order by any number, e-mail or name'],
  [['j', 'k'], 'Next and previous row of a list; next and previous step of an order'],
  [['r', 'f', 'a', 's'], 'On a cause of the work list: retry all, fix, take it, let it rest'],
  [['Enter'], 'Open the marked row or step'],
  [['Esc'], 'Close what is open; clear the search'],
  [['?'], 'Show these keys'],
];

/** The keys of the console, on demand. */
export function KeysDialog() {
  return (
    <Modal opened={useKeysShown()} onClose={hideKeys} title="Keyboard" size="md">
      <dl className={styles.keys}>
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
