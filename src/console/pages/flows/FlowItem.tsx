import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Flow } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { When } from '../../parts/When.tsx';
import { formatCount } from '../../words/amount.ts';
import { whyNot } from '../../words/roles.ts';
import styles from './FlowsPage.module.css';
import { PauseFlowDialog } from './PauseFlowDialog.tsx';

/** One flow: its title, version, whether it is paused and by whom, and the verb that changes that. */
export function FlowItem({ flow }: { readonly flow: Flow }) {
  const may = useMay('flows.pause');
  const queries = useQueryClient();
  const [pausing, setPausing] = useState(false);
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
      <Button
        variant={flow.paused && may ? 'filled' : 'default'}
        loading={resume.isPending}
        aria-label={`${flow.paused ? 'Resume' : 'Pause'} ${flow.title}`}
        aria-disabled={may ? undefined : true}
        data-tip={may ? undefined : whyNot('flows.pause')}
        onClick={() => {
          if (!may) return;
          if (flow.paused) resume.mutate();
          else setPausing(true);
        }}
      >
        {flow.paused ? 'Resume' : 'Pause'}
      </Button>
      {pausing ? <PauseFlowDialog flow={flow} onClose={() => setPausing(false)} /> : null}
    </li>
  );
}
