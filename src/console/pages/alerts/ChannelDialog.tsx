import { Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertChannel } from '../../../api/types.ts';
import { CHANNEL_FIELDS, CHANNEL_KINDS, type ChannelKind, type ChannelValue } from '../../../core/alert/channels.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { ChannelInput } from './ChannelInput.tsx';
import { freeNameOf } from './free-name.ts';
import { RemoveButton } from './RemoveButton.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { CHANNEL_WORDS } from './words.ts';

interface ChannelDialogProps {
  /** Absent for a new one. */
  readonly channel: AlertChannel | undefined;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

type Values = Readonly<Record<string, ChannelValue>>;

const KINDS = CHANNEL_KINDS.map((value) => ({ value, label: CHANNEL_WORDS[value] }));

/** A channel as a form. Secrets can be written, never read; a signing secret that was made is shown once. */
export function ChannelDialog({ channel, taken, onClose }: ChannelDialogProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'email');
  const [title, setTitle] = useState(channel?.title ?? '');
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [values, setValues] = useState<Values>(() => startValues(kind, channel));
  const [newSecret, setNewSecret] = useState<string>();
  const queries = useQueryClient();
  const name = channel?.name ?? freeNameOf(title, taken);
  const refresh = () => queries.invalidateQueries({ queryKey: KEYS.alerts });
  const save = useMutation({
    mutationFn: () =>
      dataOf(
        client.saveAlertChannel({
          params: { name },
          body: { kind, title: title.trim(), enabled, ...splitValues(kind, values) },
        }),
      ),
    onSuccess: async (saved) => {
      await refresh();
      if (saved.newSecret === undefined) onClose();
      else setNewSecret(saved.newSecret);
    },
  });
  const remove = useMutation({
    mutationFn: () => dataOf(client.deleteAlertChannel({ params: { name } })),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });

  if (newSecret !== undefined) return <SecretDialog secret={newSecret} onClose={onClose} />;
  return (
    <FormDialog
      title={channel ? `Channel ${channel.title}` : 'New channel'}
      verb="Save"
      noValidate
      isReady={title.trim() !== ''}
      act={{ error: save.error ?? remove.error, isPending: save.isPending }}
      onSend={() => save.mutateAsync()}
      onClose={onClose}
      aside={channel ? <RemoveButton remove={remove} tip="Its secrets and messages that wait go too." /> : null}
    >
      <Select
        label="Kind"
        data={KINDS}
        value={kind}
        allowDeselect={false}
        disabled={channel !== undefined}
        onChange={(next) => {
          const chosen = CHANNEL_KINDS.find((each) => each === next) ?? kind;
          setKind(chosen);
          setValues(startValues(chosen, undefined));
        }}
      />
      <TextInput
        label="Title"
        required
        value={title}
        maxLength={100}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {CHANNEL_FIELDS[kind].map((field) => (
        <ChannelInput
          key={field.name}
          field={field}
          value={values[field.name]}
          stored={channel?.secrets[field.name]?.lastFour}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      <Switch
        label="Messages are sent"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </FormDialog>
  );
}

function startValues(kind: ChannelKind, channel: AlertChannel | undefined): Values {
  const defaults = CHANNEL_FIELDS[kind].flatMap(({ name, fallback }) =>
    fallback === undefined ? [] : [[name, fallback]],
  );
  return { ...Object.fromEntries(defaults), ...channel?.settings };
}

/** What is empty is left out; secrets go their own way. */
function splitValues(kind: ChannelKind, values: Values) {
  const settings: Record<string, string | number | boolean | string[]> = {};
  const secrets: Record<string, string> = {};
  for (const { name, type } of CHANNEL_FIELDS[kind]) {
    const value = values[name];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    if (type === 'secret') secrets[name] = String(value);
    else settings[name] = typeof value === 'object' ? [...value] : value;
  }
  return { settings, secrets };
}
