import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertRule } from '../../../api/types.ts';
import { fillValues, RULE_KINDS } from '../../../core/alert/kinds.ts';
import { client, dataOf } from '../../data/client.ts';
import { alertRulesQuery, KEYS } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { whyNot } from '../../words/roles.ts';
import styles from './Alerts.module.css';
import { RuleDialog } from './RuleDialog.tsx';

/** What is watched. */
export function RulesPart() {
  const rules = useQuery(alertRulesQuery);
  const may = useMay('alerts.rules');
  const queries = useQueryClient();
  const [editing, setEditing] = useState<AlertRule | 'new'>();
  const save = useMutation({
    mutationFn: ({ name, ...body }: AlertRule) => dataOf(client.saveAlertRule({ params: { name }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.alerts }),
  });
  return (
    <Panel
      title="Rules"
      note="what is watched"
      actions={
        may ? (
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
            Add a rule
          </Button>
        ) : null
      }
      flush
    >
      {rules.error ? <ErrorPanel error={rules.error} onRetry={() => void rules.refetch()} /> : null}
      {save.error ? <ErrorPanel error={save.error} /> : null}
      {rules.isPending ? <Loading bars={[48, 48, 48]} what="rules" /> : null}
      <ul>
        {rules.data?.map((rule) => (
          <li key={rule.name} className={styles.rule} data-off={rule.enabled ? undefined : true}>
            <Switch
              size="md"
              aria-label={`${rule.title}: on`}
              checked={rule.enabled}
              disabled={!may || save.isPending}
              data-tip={may ? undefined : whyNot('alerts.rules')}
              onChange={(event) => save.mutate({ ...rule, enabled: event.currentTarget.checked })}
            />
            <div className={styles.words}>
              <strong>{rule.title}</strong>
              <span className={styles.small}>{RULE_KINDS[rule.kind].about}</span>
            </div>
            <span className={styles.values}>{valuesOf(rule)}</span>
            <span className={styles.small}>
              {rule.severity === 'critical' ? 'Critical' : 'Warning'}
              {rule.channels ? `, to ${rule.channels.join(', ') || 'nobody'}` : ''}
            </span>
            {may ? (
              <Button variant="default" size="xs" aria-label={`Edit ${rule.title}`} onClick={() => setEditing(rule)}>
                Edit
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {editing === undefined ? null : (
        <RuleDialog
          rule={editing === 'new' ? undefined : editing}
          taken={rules.data?.map(({ name }) => name) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Panel>
  );
}

/** The settings of a rule in words: `Held for 240 minutes`. */
function valuesOf({ kind, values }: AlertRule): string {
  const filled = fillValues(kind, values);
  const specs: readonly { readonly name: string; readonly label: string; readonly unit?: string }[] =
    RULE_KINDS[kind].settings;
  return specs
    .filter(({ name }) => filled[name] !== '')
    .map(({ name, label, unit }) => `${label}: ${String(filled[name])}${unit === undefined ? '' : ` ${unit}`}`)
    .join(' · ');
}
