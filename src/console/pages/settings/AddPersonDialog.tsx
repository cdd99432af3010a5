import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { ROLE_WORDS } from '../../words/roles.ts';
import { useGuard } from '../../parts/use-guard.ts';
import styles from '../connections/PauseDialog.module.css';
import type { NewLink } from './LinkDialog.tsx';

const ROLES = ['viewer', 'operator', 'admin'] as const;

interface AddPersonDialogProps {
  readonly onClose: () => void;
  readonly onAdded: (link: NewLink) => void;
}

/** Adds a person; the answer is a link by which they set their own password. */
export function AddPersonDialog({ onClose, onAdded }: AddPersonDialogProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('operator');
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () => dataOf(client.createUser({ body: { name: name.trim(), email: email.trim(), role } })),
    onSuccess: async ({ user, link }) => {
      onClose();
      onAdded({ ...link, name: user.name });
      await queries.invalidateQueries({ queryKey: KEYS.users });
    },
  });
  const send = useGuard(() => add.mutateAsync());
  return (
    <Modal opened onClose={onClose} title="Add a person">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          label="Name"
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail address"
          type="email"
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Radio.Group
          label="Role"
          value={role}
          onChange={(value) => setRole(ROLES.find((one) => one === value) ?? 'viewer')}
        >
          <div className={styles.form}>
            {ROLES.map((one) => (
              <Radio key={one} value={one} label={ROLE_WORDS[one].name} description={ROLE_WORDS[one].may} />
            ))}
          </div>
        </Radio.Group>
        {add.error ? <ErrorPanel error={add.error} /> : null}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add and make a link
          </Button>
        </div>
      </form>
    </Modal>
  );
}
