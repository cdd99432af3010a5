import { Button, Checkbox, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, dataOf } from '../../../data/client.ts';
import { KEYS } from '../../../data/queries.ts';
import { useMay } from '../../../data/session.ts';
import { ErrorPanel } from '../../../parts/ErrorPanel.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { ReasonInput } from '../../../parts/ReasonInput.tsx';
import { useGuard } from '../../../parts/use-guard.ts';
import { plural } from '../../../words/amount.ts';
import { whyNot } from '../../../words/roles.ts';
import { systemTitle } from '../lanes.ts';
import { CheckResult } from './CheckResult.tsx';
import { FieldInput } from './FieldInput.tsx';
import styles from './Fix.module.css';
import { changesOf, type Draft, EMPTY_DRAFT, faultOf, type Fix, type FixField, orderOf } from './fix-model.ts';

/** Corrects the data of the step, checks it against the rules of the other system, and lets the run go on with it. */
export function FixForm({ fix }: { readonly fix: Fix }) {
  const may = useMay('work.fix');
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [reason, setReason] = useState('');
  const [alike, setAlike] = useState(false);
  const [find, setFind] = useState('');
  // What is typed belongs to the run as it was when the form opened.
  const [seenAt] = useState(fix.updatedAt);
  const queries = useQueryClient();
  const params = { id: fix.runId };
  const wrong = fix.fields.filter((field) => field.wrong !== undefined);
  const others = fix.fields.filter((field) => field.wrong === undefined);
  const changes = changesOf(fix, draft);
  const hasFault = changes.some(({ path, value }) => {
    const field = fix.fields.find((each) => each.path === path);
    return field !== undefined && faultOf(field, value) !== undefined;
  });
  const check = useMutation({
    mutationFn: () => dataOf(client.checkRunFix({ params, body: orderOf(fix, draft) })),
  });
  const act = useMutation({
    mutationFn: () =>
      dataOf(client.fixRun({ params, body: { ...orderOf(fix, draft), reason: reason.trim(), alike, seenAt } })),
    onSuccess: async ({ message, left }) => {
      const more =
        left.length === 0 ? '' : ` ${plural(left.length, 'record')} left as they were: ${left[0]?.why ?? ''}`;
      notifications.show({ title: 'Fixed', message: message + more, color: 'petrol' });
      await Promise.all(
        [KEYS.work, KEYS.run, KEYS.runs, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
  const send = useGuard(() => act.mutateAsync());
  const isReady = may && reason.trim() !== '' && !hasFault;
  const change = (next: Draft) => {
    setDraft(next);
    check.reset();
    act.reset();
  };
  const input = (field: FixField) => <FieldInput key={field.path} field={field} draft={draft} onChange={change} />;
  const shown = others.filter(({ path, label, value }) =>
    `${path} ${label} ${value}`.toLowerCase().includes(find.toLowerCase()),
  );

  return (
    <Panel
      title="Fix and resume"
      note={fix.operation ? `step ${fix.step}, ${fix.connection ?? ''}.${fix.operation}` : undefined}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send();
        }}
      >
        {wrong.map(input)}
        {wrong.length === 0 ? (
          <p className={styles.plain}>
            No single value is to blame. Mend it in the other system and check again, or correct a value below.
          </p>
        ) : null}
        {fix.link ? (
          <TextInput
            label={`It is this ${fix.link.kind} of ${fix.link.to} already`}
            description={`Links ${fix.link.from} ${fix.link.id} for good. Leave empty when it is not.`}
            placeholder="Number over there"
            value={draft.link}
            onChange={(event) => change({ ...draft, link: event.currentTarget.value })}
          />
        ) : null}
        {others.length > 0 ? (
          <details className={styles.others}>
            <summary>{plural(others.length, 'other value')}</summary>
            <TextInput
              aria-label="Find a value"
              placeholder="Find a value"
              value={find}
              onChange={(event) => setFind(event.currentTarget.value)}
            />
            <div className={styles.fields}>{shown.slice(0, 60).map(input)}</div>
            {shown.length > 60 ? (
              <p className={styles.plain}>{shown.length - 60} more; find them by name or value.</p>
            ) : null}
          </details>
        ) : null}
        <div className={styles.check}>
          <Button
            variant="default"
            loading={check.isPending}
            disabled={!may || hasFault}
            onClick={() => check.mutate()}
          >
            Check against {fix.connection === undefined ? 'the rules' : systemTitle(fix.connection)}
          </Button>
          <span className={styles.plain}>Only reads; nothing is written.</span>
        </div>
        {check.error ? <ErrorPanel error={check.error} /> : null}
        {check.data ? <CheckResult check={check.data} /> : null}
        {fix.alike > 0 ? (
          <Checkbox
            size="md"
            label={`Also the ${plural(fix.alike, 'other')} with the same cause`}
            checked={alike}
            onChange={(event) => setAlike(event.currentTarget.checked)}
          />
        ) : null}
        <ReasonInput
          label="Why"
          description="Stands in the story of the order and in the audit log, with the value before and after."
          value={reason}
          onChange={setReason}
        />
        {act.error ? <ErrorPanel error={act.error} /> : null}
        <div className={styles.feet}>
          <span className={styles.plain}>
            {fix.writes.length === 0
              ? 'Nothing was written yet.'
              : `${plural(fix.writes.length, 'write')} already made: ${fix.writes.length === 1 ? 'it is' : 'they are'} known, and not made again.`}
          </span>
          <Button
            type="submit"
            loading={act.isPending}
            disabled={!isReady}
            data-tip={may ? undefined : whyNot('work.fix')}
          >
            {alike
              ? `Resume ${plural(fix.alike + 1, 'record')}`
              : changes.length === 0
                ? 'Resume as it is'
                : 'Resume with this'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
