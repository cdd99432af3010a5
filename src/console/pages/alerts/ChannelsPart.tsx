import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertChannel } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { alertChannelsQuery, KEYS } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import { When } from '../../parts/When.tsx';
import styles from './Alerts.module.css';
import { ChannelDialog } from './ChannelDialog.tsx';
import { CHANNEL_WORDS, whereOf } from './words.ts';

/** Who is told. */
export function ChannelsPart() {
  const channels = useQuery(alertChannelsQuery);
  const may = useMay('alerts.write');
  const [editing, setEditing] = useState<AlertChannel | 'new'>();
  const add = (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
      Add a channel
    </Button>
  );
  return (
    <Panel title="Channels" note="who is told" actions={may ? add : null} flush>
      {channels.error ? <ErrorPanel error={channels.error} onRetry={() => void channels.refetch()} /> : null}
      {channels.isPending ? <Loading bars={[48, 48]} what="channels" /> : null}
      {channels.data?.length === 0 ? (
        <Empty title="Nobody is told yet">
          <p>Alerts are on this page only. Add an e-mail address, a Slack or Teams channel, or a webhook.</p>
        </Empty>
      ) : null}
      <ul>
        {channels.data?.map((channel) => (
          <Row key={channel.name} channel={channel} may={may} onEdit={() => setEditing(channel)} />
        ))}
      </ul>
      {editing === undefined ? null : (
        <ChannelDialog
          channel={editing === 'new' ? undefined : editing}
          taken={channels.data?.map(({ name }) => name) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Panel>
  );
}

interface RowProps {
  readonly channel: AlertChannel;
  readonly may: boolean;
  readonly onEdit: () => void;
}

function Row({ channel, may, onEdit }: RowProps) {
  const mayTest = useMay('alerts.rules');
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: () => dataOf(client.testAlertChannel({ params: { name: channel.name }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS.alerts }),
  });
  const send = useGuard(() => test.mutateAsync());
  const { lastResult } = channel;
  return (
    <li className={styles.channel} data-off={channel.enabled ? undefined : true}>
      <div className={styles.words}>
        <strong>{channel.title}</strong>
        <span className={styles.small}>
          {CHANNEL_WORDS[channel.kind]}
          {channel.enabled ? '' : ', switched off'} · {whereOf(channel)}
        </span>
      </div>
      <span className={styles.small} data-bad={lastResult?.ok === false || undefined} role="status">
        {lastResult ? (
          <>
            {lastResult.ok ? 'Last message taken' : 'Last message not taken'} <When at={lastResult.at} />
            {lastResult.ok ? '' : `: ${lastResult.message}`}
          </>
        ) : (
          'Nothing was sent yet'
        )}
        {test.error ? <ErrorPanel error={test.error} /> : null}
      </span>
      <div className={styles.verbs}>
        {mayTest ? (
          <Button variant="default" size="xs" loading={test.isPending} onClick={send}>
            Send a test
          </Button>
        ) : null}
        {may ? (
          <Button variant="default" size="xs" aria-label={`Edit ${channel.title}`} onClick={onEdit}>
            Edit
          </Button>
        ) : null}
      </div>
    </li>
  );
}
