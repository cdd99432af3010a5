import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { RANGE_NAMES, type RangeName } from '../../../core/sight/series.ts';
import { changed } from '../../app/search-text.ts';
import { connectionsQuery, flowsQuery } from '../../data/queries.ts';
import { CliNote } from '../../parts/CliNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { ChartPanel } from './ChartPanel.tsx';
import { CHARTS, type OperateSearch } from './charts.ts';
import styles from './OperatePage.module.css';

const route = getRouteApi('/frame/operate');

const RANGE_WORDS: Readonly<Record<RangeName, string>> = {
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '13mo': '13 mo',
};

/** How much, how fast, how late: the product over an hour to 13 months. */
export function OperatePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flows = useQuery(flowsQuery);
  const connections = useQuery(connectionsQuery);
  const range = RANGE_NAMES.find((name) => name === search.range) ?? '24h';
  const set = (change: { readonly [K in keyof OperateSearch]?: string | undefined }) =>
    void navigate({ search: (before) => changed(before, change), replace: true });

  return (
    <Page
      title="Operate"
      lead="How much flows, how fast, and where it stands still. Every figure leads to the list behind it."
      actions={
        <CliNote cli="npx landbridge alerts list" api={`GET /api/v1/metrics/series?measure=ended&range=${range}`} />
      }
    >
      <div className={styles.choices}>
        <SegmentedControl
          aria-label="Time shown"
          value={range}
          data={RANGE_NAMES.map((value) => ({ value, label: RANGE_WORDS[value] }))}
          onChange={(value) => set({ range: value === '24h' ? undefined : value })}
        />
        <Select
          aria-label="Flow"
          placeholder="All flows"
          clearable
          searchable
          value={search.flow ?? null}
          data={flows.data?.map(({ flow, title }) => ({ value: flow, label: title })) ?? []}
          onChange={(flow) => set({ flow: flow ?? undefined })}
          className={styles.select}
        />
        <Select
          aria-label="Connection"
          placeholder="All connections"
          clearable
          value={search.connection ?? null}
          data={connections.data?.map(({ name, title }) => ({ value: name, label: title })) ?? []}
          onChange={(connection) => set({ connection: connection ?? undefined })}
          className={styles.select}
        />
        <SegmentedControl
          aria-label="Shown as"
          value={search.view === 'table' ? 'table' : 'chart'}
          data={[
            { value: 'chart', label: 'Charts' },
            { value: 'table', label: 'Tables' },
          ]}
          onChange={(view) => set({ view: view === 'table' ? view : undefined })}
        />
      </div>
      <div className={styles.charts}>
        {CHARTS.map((spec) => (
          <ChartPanel key={spec.id} spec={spec} range={range} search={search} />
        ))}
      </div>
    </Page>
  );
}
