import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { alertsQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { plural } from '../../words/amount.ts';
import { ChannelsPart } from './ChannelsPart.tsx';
import { HistoryPart } from './HistoryPart.tsx';
import { LivingPart } from './LivingPart.tsx';
import { RulesPart } from './RulesPart.tsx';
import styles from './Alerts.module.css';

const route = getRouteApi('/frame/alerts');

const PARTS = [
  { value: 'living', label: 'Now' },
  { value: 'rules', label: 'Rules' },
  { value: 'channels', label: 'Channels' },
  { value: 'history', label: 'History' },
];

/** What is wrong now, what is watched, and who is told. */
export function AlertsPage() {
  const part = route.useSearch({ select: (search) => search.part ?? 'living' });
  const navigate = route.useNavigate();
  const living = useQuery(alertsQuery('firing,acknowledged'));
  const firing = living.data?.filter(({ state }) => state === 'firing').length ?? 0;
  return (
    <Page
      title="Alerts"
      lead={
        firing === 0
          ? 'Rules look every ten seconds. What is wrong is told once, and ends by itself.'
          : `${plural(firing, 'alert')} nobody has taken yet.`
      }
      actions={<CliNote cli="npx landbridge alerts list" api="GET /api/v1/alerts?state=firing,acknowledged" />}
    >
      <div className={styles.parts}>
        <SegmentedControl
          aria-label="Part of the page"
          value={part}
          data={PARTS}
          onChange={(value) => void navigate({ search: value === 'living' ? {} : { part: value } })}
        />
      </div>
      {part === 'living' ? <LivingPart /> : null}
      {part === 'rules' ? <RulesPart /> : null}
      {part === 'channels' ? <ChannelsPart /> : null}
      {part === 'history' ? <HistoryPart /> : null}
    </Page>
  );
}
