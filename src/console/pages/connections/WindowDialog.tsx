import { Chip, Group, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { useAwayVerbs } from './use-away-verbs.ts';
import { DAYS, requestOfForm, type WindowForm } from './window-model.ts';

interface WindowDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

const KINDS = [
  { value: 'weekly', label: 'Every week' },
  { value: 'once', label: 'Once' },
  { value: 'pattern', label: 'By a pattern' },
] as const;

const EMPTY: WindowForm = {
  kind: 'weekly',
  reason: '',
  days: ['0'],
  time: '02:00',
  start: '',
  cron: '',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  minutes: 120,
  drainMinutes: 5,
};

/** Plans a maintenance window: when, how long, and why. */
export function WindowDialog({ connection, onClose }: WindowDialogProps) {
  const [form, setForm] = useState<WindowForm>(EMPTY);
  const { addWindow } = useAwayVerbs(connection.name);
  const request = requestOfForm(form);
  const change = (more: Partial<WindowForm>) => setForm((before) => ({ ...before, ...more }));
  return (
    <FormDialog
      title={`Plan maintenance of ${connection.title}`}
      effect="Before the window no new step is begun; during it nothing is sent; after it work goes on, a few runs at first. Orders keep arriving all the while, and none is lost."
      verb="Plan it"
      isReady={request !== undefined}
      act={addWindow}
      onSend={async () => {
        if (request) await addWindow.mutateAsync(request, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label="How often"
        data={KINDS.map((each) => ({ ...each }))}
        value={form.kind}
        onChange={(kind) => change({ kind: kind as WindowForm['kind'] })}
      />
      {form.kind === 'weekly' ? (
        <>
          <Chip.Group multiple value={[...form.days]} onChange={(days) => change({ days })}>
            <Group gap={6} role="group" aria-label="Days">
              {DAYS.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput
            type="time"
            label="Begins at"
            description={`In ${form.zone}.`}
            required
            value={form.time}
            onChange={(event) => change({ time: event.currentTarget.value })}
          />
        </>
      ) : null}
      {form.kind === 'once' ? (
        <TextInput
          type="datetime-local"
          label="Begins at"
          description="By the clock of this browser."
          required
          value={form.start}
          onChange={(event) => change({ start: event.currentTarget.value })}
        />
      ) : null}
      {form.kind === 'pattern' ? (
        <TextInput
          label="Pattern"
          description={`Minute, hour, day, month, weekday, in ${form.zone}: 0 22 1 * * is the first of each month at ten.`}
          required
          classNames={{ input: 'mono' }}
          value={form.cron}
          onChange={(event) => change({ cron: event.currentTarget.value })}
        />
      ) : null}
      <Group grow align="start">
        <NumberInput
          label="Lasts, minutes"
          min={1}
          max={10_080}
          value={form.minutes}
          onChange={(value) => change({ minutes: Number(value) })}
        />
        <NumberInput
          label="Drain before, minutes"
          min={0}
          max={1_440}
          value={form.drainMinutes}
          onChange={(value) => change({ drainMinutes: Number(value) })}
        />
      </Group>
      <TextInput
        label="Reason"
        description="Shown while it lasts, to everybody."
        required
        maxLength={500}
        value={form.reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
