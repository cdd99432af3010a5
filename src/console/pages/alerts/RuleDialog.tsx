import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertRule } from '../../../api/types.ts';
import { fillValues, RULE_KIND_NAMES, RULE_KINDS, type RuleKind } from '../../../core/alert/kinds.ts';
import { client, dataOf } from '../../data/client.ts';
import { alertChannelsQuery, KEYS } from '../../data/queries.ts';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { freeNameOf } from './free-name.ts';
import { RemoveButton } from './RemoveButton.tsx';

interface RuleDialogProps {
  /** Absent for a new one. */
  readonly rule: AlertRule | undefined;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

const KINDS = RULE_KIND_NAMES.map((value) => ({ value, label: RULE_KINDS[value].title }));
const SEVERITIES = [
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];

/** A rule as a form; its settings are those of its kind. */
export function RuleDialog({ rule, taken, onClose }: RuleDialogProps) {
  const [kind, setKind] = useState<RuleKind>(rule?.kind ?? 'held-age');
  const [title, setTitle] = useState<string>(rule?.title ?? RULE_KINDS[kind].title);
  const [severity, setSeverity] = useState<AlertRule['severity']>(rule?.severity ?? 'warning');
  const [values, setValues] = useState(() => fillValues(kind, rule?.values ?? {}));
  const [channels, setChannels] = useState<string[]>([...(rule?.channels ?? [])]);
  const known = useQuery(alertChannelsQuery);
  const queries = useQueryClient();
  const onSuccess = async () => {
    await queries.invalidateQueries({ queryKey: KEYS.alerts });
    onClose();
  };
  const name = rule?.name ?? freeNameOf(title, taken);
  const save = useMutation({
    mutationFn: () =>
      dataOf(
        client.saveAlertRule({
          params: { name },
          body: {
            kind,
            title,
            severity,
            values,
            enabled: rule?.enabled ?? true,
            ...(channels.length > 0 ? { channels } : {}),
          },
        }),
      ),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: () => dataOf(client.deleteAlertRule({ params: { name } })), onSuccess });
  const specs: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit?: string;
    readonly fallback: string | number;
    readonly least?: number;
  }[] = RULE_KINDS[kind].settings;

  return (
    <FormDialog
      title={rule ? `Rule ${rule.title}` : 'New rule'}
      verb="Save"
      act={{ error: save.error ?? remove.error, isPending: save.isPending }}
      onSend={() => save.mutateAsync()}
      onClose={onClose}
      aside={rule ? <RemoveButton remove={remove} tip="Its alerts end." /> : null}
    >
      <Select
        label="What is watched"
        description={RULE_KINDS[kind].about}
        data={KINDS}
        value={kind}
        allowDeselect={false}
        disabled={rule !== undefined}
        onChange={(next) => {
          const chosen = RULE_KIND_NAMES.find((each) => each === next) ?? kind;
          setKind(chosen);
          setTitle(RULE_KINDS[chosen].title);
          setValues(fillValues(chosen, {}));
        }}
      />
      <TextInput
        label="Title"
        required
        value={title}
        maxLength={100}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {specs.map((spec) =>
        typeof spec.fallback === 'number' ? (
          <NumberInput
            key={spec.name}
            label={spec.unit === undefined ? spec.label : `${spec.label} (${spec.unit})`}
            min={spec.least ?? 0}
            value={Number(values[spec.name])}
            onChange={(value) => setValues({ ...values, [spec.name]: Number(value) })}
          />
        ) : (
          <TextInput
            key={spec.name}
            label={spec.label}
            description="Empty: all."
            value={String(values[spec.name])}
            onChange={(event) => setValues({ ...values, [spec.name]: event.currentTarget.value })}
          />
        ),
      )}
      <Select
        label="How bad"
        data={SEVERITIES}
        value={severity}
        allowDeselect={false}
        onChange={(next) => setSeverity(next === 'critical' ? 'critical' : 'warning')}
      />
      <MultiSelect
        label="Told over"
        description="Empty: all channels."
        data={known.data?.map((channel) => ({ value: channel.name, label: channel.title })) ?? []}
        value={channels}
        onChange={setChannels}
      />
    </FormDialog>
  );
}
