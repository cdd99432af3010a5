import { Button, FileButton } from '@mantine/core';
import { IconFileCheck, IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import styles from './FileDrop.module.css';

export interface PickedFile {
  readonly name: string;
  readonly text: string;
}

/** Larger files are not what we ask for. */
const LARGEST_BYTES = 100_000;

interface FileDropProps {
  readonly picked: PickedFile | undefined;
  readonly onPick: (file: PickedFile | undefined) => void;
  readonly isNew: boolean;
}

/** Takes the file of the other system, by dropping or by choosing; it fills address, tenant and credentials. */
export function FileDrop({ picked, onPick, isNew }: FileDropProps) {
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState<string>();

  const take = (file: File | null | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_BYTES) {
      setFault(`${file.name} is larger than 100 kB; an .ionapi file is not.`);
      return;
    }
    file.text().then(
      (text) => {
        setFault(undefined);
        onPick({ name: file.name, text });
      },
      () => setFault(`${file.name} could not be read.`),
    );
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  return (
    <div
      className={styles.drop}
      data-over={over || undefined}
      data-picked={picked ? true : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {picked ? (
        <IconFileCheck size={28} stroke={1.5} aria-hidden />
      ) : (
        <IconFileUpload size={28} stroke={1.5} aria-hidden />
      )}
      <div className={styles.words}>
        <strong>
          {picked ? picked.name : `Drop the .ionapi file here${isNew ? '' : ' to renew the credentials'}`}
        </strong>
        <span>
          {picked
            ? 'Its address, tenant and credentials are used. The fields below add what it does not know.'
            : 'Your M3 administrator downloads it from the API gateway. It gives address, tenant and credentials; without it, fill in the fields below.'}
        </span>
        {fault ? (
          <span className={styles.fault} role="alert">
            {fault}
          </span>
        ) : null}
      </div>
      {picked ? (
        <Button variant="default" onClick={() => onPick(undefined)}>
          Take it off
        </Button>
      ) : (
        <FileButton accept=".ionapi,application/json" onChange={take}>
          {(props) => (
            <Button variant="default" {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
      )}
    </div>
  );
}
