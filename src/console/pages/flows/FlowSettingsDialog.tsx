import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Flow, FlowDetail } from '../../../api/types.ts';
import { client, dataOf, problemOf } from '../../data/client.ts';
import { flowQuery, KEYS } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { FieldInput } from '../../parts/FieldInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { whyNot } from '../../words/roles.ts';
import { describeSetting, readValues, type SettingValues, startValues } from './settings-model.ts';

interface FlowSettingsDialogProps {
  readonly flow: Flow;
  readonly onClose: () => void;
}

/** The settings that a flow declares, as a form; what is saved is a new deployment of the same version. */
export function FlowSettingsDialog({ flow, onClose }: FlowSettingsDialogProps) {
  // A form begins with what is set now, not with what was read some time ago.
  const detail = useQuery({ ...flowQuery(flow.flow), staleTime: 0 });
  if (detail.data && detail.isFetchedAfterMount) return <SettingsForm newest={detail.data} onClose={onClose} />;
  return (
    <FormDialog
      title={`Settings of ${flow.title}`}
      size="lg"
      verb="Save"
      isReady={false}
      act={detail}
      onSend={() => Promise.resolve()}
      onClose={onClose}
    >
      {detail.error ? <ErrorPanel error={detail.error} /> : <Loading bars={[48, 48, 48]} what="settings" />}
    </FormDialog>
  );
}

interface SettingsFormProps {
  /** As it was read last; it is read anew while the form is open. */
  readonly newest: FlowDetail;
  readonly onClose: () => void;
}

function SettingsForm({ newest, onClose }: SettingsFormProps) {
  // What the person saw and changed is one whole: with a newer deployment the server could not tell that somebody else
  // has set the flow meanwhile.
  const [begun, setBegun] = useState(newest);
  const { flow, title, declared, deployment } = begun;
  const may = useMay('flows.write');
  const [values, setValues] = useState<SettingValues>(() => startValues(declared, begun.settings));
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  const { settings, faults } = readValues(declared, values);
  const save = useMutation({
    mutationFn: () =>
      dataOf(client.setFlowSettings({ params: { flow }, body: { settings, reason: reason.trim(), deployment } })),
    onSuccess: () => {
      onClose();
      notifications.show({
        title: `${title} is set`,
        message: 'From the next run on. Records that do not change are told anew by Sync now, Everything.',
        color: 'petrol',
      });
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: KEYS.flows }),
  });
  const isOvertaken = save.isError && problemOf(save.error).code === 'flow.changed-meanwhile';
  const beginAnew = () => {
    setBegun(newest);
    setValues(startValues(newest.declared, newest.settings));
    save.reset();
  };
  const isReady = may && declared.length > 0 && Object.keys(faults).length === 0 && reason.trim() !== '';
  return (
    <FormDialog
      title={`Settings of ${title}`}
      size="lg"
      effect={
        may
          ? 'Runs that begin from now on have these settings. Those under way, and those that wait or are held, keep what they began with.'
          : whyNot('flows.write')
      }
      verb="Save"
      isReady={isReady}
      noValidate
      act={save}
      onSend={() => save.mutateAsync()}
      onClose={onClose}
      aside={
        isOvertaken && newest.deployment !== deployment ? (
          <Button
            variant="default"
            onClick={(event) => {
              // The button goes away with the refusal; the focus stays in the dialog.
              event.currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus();
              beginAnew();
            }}
          >
            Begin again with what is set now
          </Button>
        ) : null
      }
    >
      {declared.length === 0 ? <p>This flow has no settings.</p> : null}
      {declared.map((setting) => (
        <FieldInput
          key={setting.name}
          field={{
            label: setting.title,
            help: describeSetting(setting),
            type: setting.type,
            choices: setting.choices,
          }}
          value={values[setting.name]}
          required={false}
          allowNone={false}
          fault={faults[setting.name]}
          storedEnd={undefined}
          onChange={(value) =>
            setValues((before) => ({ ...before, [setting.name]: typeof value === 'boolean' ? value : String(value) }))
          }
        />
      ))}
      {declared.length > 0 && may ? (
        <ReasonInput
          description="Stands in the audit log, with the values before and after."
          value={reason}
          onChange={setReason}
        />
      ) : null}
    </FormDialog>
  );
}
