import { Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunAction, RunDetail } from '../../../api/types.ts';
import { dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { Copy } from '../../parts/Copy.tsx';
import { ReasonInput } from '../../parts/ReasonInput.tsx';
import { FormDialog } from '../../parts/FormDialog.tsx';
import { nameOf } from '../../words/facts.ts';
import { VerbEffects } from './VerbEffects.tsx';
import styles from './VerbDialog.module.css';
import { doVerb, readValue, VALUE_LABELS, verbCli, verbSentence } from './verbs.ts';

interface VerbDialogProps {
  readonly run: RunDetail;
  readonly action: RunAction;
  readonly onClose: () => void;
}

/** Says what a verb will do, asks for a reason where one is kept, does it, and answers in words. */
export function VerbDialog({ run, action, onClose }: VerbDialogProps) {
  const { verb, effect, needsReason } = action;
  const sentence = verbSentence(verb, nameOf(run));
  const valueLabel = VALUE_LABELS[verb];
  const [reason, setReason] = useState('');
  const [text, setText] = useState(() => startText(run, action));
  // What is typed belongs to the run as it was when the dialog opened.
  const [seenAt] = useState(run.updatedAt);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const read = valueLabel === undefined ? undefined : readValue(verb, text);
  const fault = read && 'fault' in read ? read.fault : undefined;
  const isReady = (!needsReason || reason.trim() !== '') && fault === undefined;

  const act = useMutation({
    mutationFn: () =>
      dataOf(doVerb(verb, { id: run.id, reason, seenAt, ...(read && 'value' in read ? { value: read.value } : {}) })),
    onSuccess: async (done) => {
      onClose();
      const { newRunId } = done;
      notifications.show({
        title: sentence,
        message: done.message,
        color: 'petrol',
      });
      if (newRunId !== undefined) await navigate({ to: '/runs/$id', params: { id: newRunId }, search: {} });
      await Promise.all([KEYS.run, KEYS.runs, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const cli = verbCli(verb, run.id);

  return (
    <FormDialog
      title={sentence}
      size="lg"
      effect={effect}
      verb={sentence}
      isGrave={verb === 'cancel'}
      isReady={isReady}
      act={act}
      onSend={() => act.mutateAsync()}
      onClose={onClose}
      aside={
        cli === undefined ? null : (
          <span className={styles.cli}>
            <code>{cli}</code> <Copy text={cli} what="command" />
          </span>
        )
      }
    >
      <VerbEffects action={action} />
      {valueLabel === undefined ? null : (
        <Textarea
          label={valueLabel}
          autosize
          minRows={6}
          maxRows={18}
          value={text}
          error={fault}
          spellCheck={false}
          classNames={{ input: 'mono' }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <ReasonInput
        description="Stands in the story of the order and in the audit log."
        required={needsReason}
        isFirst
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

/** What the editor starts with: the input of the step where the run stands. */
function startText(run: RunDetail, action: RunAction): string {
  if (action.verb !== 'edit') return 'null';
  const step = run.hold?.step ?? run.failure?.step ?? run.step;
  const started = run.journal.findLast((entry) => entry.type === 'step-started' && entry.step === step);
  const edited = run.journal.findLast(
    (entry) => entry.type === 'released' && entry.step === step && entry.input !== undefined,
  );
  const input = edited?.type === 'released' ? edited.input : started?.type === 'step-started' ? started.input : {};
  return JSON.stringify(input, null, 2);
}
