import { Radio, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ROLE_WORDS } from '../../words/roles.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
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
  return (
    <FormDialog
      title="Add a person"
      verb="Add and make a link"
      act={add}
      onSend={() => add.mutateAsync()}
      onClose={onClose}
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
        <Stack gap={14}>
          {ROLES.map((one) => (
            <Radio key={one} value={one} label={ROLE_WORDS[one].name} description={ROLE_WORDS[one].may} />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
