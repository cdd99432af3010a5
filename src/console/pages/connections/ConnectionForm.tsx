import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection, Connector } from '../../../api/types.ts';
import { client, dataOf, problemOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { FieldInput } from '../../parts/FieldInput.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import styles from './ConnectionForm.module.css';
import { FileDrop, type PickedFile } from './FileDrop.tsx';
import {
  changesOf,
  faultsOf,
  freeName,
  groupsOf,
  isProminent,
  problemFaults,
  requestOf,
  startValues,
} from './form-model.ts';
import { SettingGroup } from './SettingGroup.tsx';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

interface ConnectionFormProps {
  readonly connector: Connector;
  readonly connection: Connection | undefined;
  readonly taken: readonly string[];
}

/** The settings of a connection as its connector declares them. Secrets can be written, never read. */
export function ConnectionForm({ connector, connection, taken }: ConnectionFormProps) {
  const [began] = useState(() => startValues(connector, connection));
  const [values, setValues] = useState(began);
  const [name, setName] = useState(() => connection?.name ?? freeName(connector.name, taken));
  const [title, setTitle] = useState(connection?.title ?? connector.title);
  const [file, setFile] = useState<PickedFile>();
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();

  const secrets = Object.keys(connection?.secrets ?? {});
  const own = faultsOf(connector, values, { file: file !== undefined, secrets });
  const nameFault = nameFaultOf(name, connection === undefined ? taken : []);

  const save = useMutation({
    mutationFn: () => {
      const body = { connector: connector.name, title: title.trim() || connector.title };
      return dataOf(
        file === undefined
          ? client.saveConnection({ params: { name }, body: { ...body, ...requestOf(connector, values) } })
          : client.importConnectionFile({
              params: { name },
              body: { ...body, text: file.text, ...changesOf(connector, values, began) },
            }),
      );
    },
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: KEYS.connections });
      notifications.show({
        title: `${saved.title} is saved`,
        message: 'Test it now to see whether it works.',
        color: 'petrol',
      });
      await navigate({ to: '/connections', hash: saved.name });
    },
  });
  const send = useGuard(() => save.mutateAsync());
  const theirs = save.error ? problemFaults(problemOf(save.error)) : {};
  const isReady = Object.keys(own).length === 0 && nameFault === undefined;

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isReady) send();
      }}
    >
      {connector.importsFile ? <FileDrop picked={file} onPick={setFile} isNew={connection === undefined} /> : null}
      <Panel title="Name">
        <div className={styles.fields}>
          <TextInput
            label="Title"
            description="What people read on the screens."
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label="Name"
            description={
              connection
                ? 'Flows use this name; it stays.'
                : 'Flows and addresses use this name. It cannot be changed later.'
            }
            value={name}
            disabled={connection !== undefined}
            error={tried ? nameFault : undefined}
            classNames={{ input: 'mono' }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
      </Panel>
      {groupsOf(connector, values).map((group) => (
        <SettingGroup
          key={group.title}
          group={group}
          isProminent={(field) => isProminent(field, values) || field.name in theirs || secrets.includes(field.name)}
        >
          {(field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              required={(field.required ?? false) && file === undefined}
              storedEnd={connection?.secrets[field.name]?.lastFour}
              fault={theirs[field.name] ?? (tried ? own[field.name] : undefined)}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          )}
        </SettingGroup>
      ))}
      {save.error ? <ErrorPanel error={save.error} /> : null}
      <div className={styles.feet}>
        <Button type="submit" loading={save.isPending}>
          {connection ? 'Save' : 'Add the connection'}
        </Button>
        {tried && !isReady ? (
          <span className={styles.fault} role="alert">
            Some fields need another look.
          </span>
        ) : null}
      </div>
    </form>
  );
}

function nameFaultOf(name: string, taken: readonly string[]): string | undefined {
  if (!NAME.test(name)) return 'Use lower-case letters, digits and hyphens, at most 64.';
  return taken.includes(name) ? 'There is a connection with this name already.' : undefined;
}
