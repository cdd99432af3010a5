import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Flow } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { When } from '../../parts/When.tsx';
import { formatCount } from '../../words/amount.ts';
import { FlowSettingsDialog } from './FlowSettingsDialog.tsx';
import styles from './FlowsPage.module.css';
import { PauseFlowDialog } from './PauseFlowDialog.tsx';

/** One flow: its title, version, whether it is paused and by whom, and the verb that changes that. */
export function FlowItem({ flow }: { readonly flow: Flow }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState<'pause' | 'settings'>();
  const close = () => setOpen(undefined);
  const resume = useMutation({
    mutationFn: () => dataOf(client.resumeFlow({ params: { flow: flow.flow }, body: {} })),
    onSuccess: async () => {
      notifications.show({
        title: `${flow.title} works again`,
        message: 'Waiting runs go on, a few at first.',
        color: 'petrol',
      });
      await Promise.all([KEYS.flows, KEYS.today].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <li className={styles.flow} data-paused={flow.paused ? true : undefined}>
      <div className={styles.words}>
        <Link to="/orders" search={{ flow: flow.flow }} className={styles.title}>
          {flow.title}
        </Link>
        <span className={styles.small}>
          <code>{flow.flow}</code> version {flow.version}, deployed <When at={flow.deployedAt} />
        </span>
        {flow.paused ? (
          <span className={styles.paused} role="status">
            Paused for <When at={flow.paused.since} as="age" /> by {flow.paused.by}: {flow.paused.reason}
            {flow.waiting ? (
              <>
                {' '}
                <Link to="/orders" search={{ flow: flow.flow, state: 'waiting' }}>
                  {formatCount(flow.waiting)} {flow.waiting === 1 ? 'run waits' : 'runs wait'}
                </Link>
              </>
            ) : null}
          </span>
        ) : null}
        {resume.error ? <ErrorPanel error={resume.error} /> : null}
      </div>
      <span className={styles.verbs}>
        <Button variant="default" aria-label={`Settings of ${flow.title}`} onClick={() => setOpen('settings')}>
          Settings
        </Button>
        <PermittedButton
          permission="flows.pause"
          isPrimary={flow.paused !== undefined}
          loading={resume.isPending}
          aria-label={`${flow.paused ? 'Resume' : 'Pause'} ${flow.title}`}
          onClick={() => {
            if (flow.paused) resume.mutate();
            else setOpen('pause');
          }}
        >
          {flow.paused ? 'Resume' : 'Pause'}
        </PermittedButton>
      </span>
      {open === 'pause' ? <PauseFlowDialog flow={flow} onClose={close} /> : null}
      {open === 'settings' ? <FlowSettingsDialog flow={flow} onClose={close} /> : null}
    </li>
  );
}
