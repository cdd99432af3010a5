import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Flow } from '../../../api/types.ts';
import { RUN_STATES } from '../../../core/run/states.ts';
import { changed } from '../../app/search-text.ts';
import { flowsQuery } from '../../data/queries.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { ALL_FLOWS, ORDERS_FLOW } from '../../words/flows.ts';
import { formatDay, formatHour } from '../../words/time.ts';
import {
  isMoment,
  NEEDS_PERSON,
  type OrdersSearch,
  SINCE_CHOICES,
  statesOf,
  stateText,
  toggleState,
} from './filter.ts';
import styles from './OrderFilters.module.css';

const route = getRouteApi('/frame/orders');

/** What is shown: by state, flow and time; the rest of the filter as removable words. Each click is a new address. */
export function OrderFilters({ search }: { readonly search: OrdersSearch }) {
  const navigate = route.useNavigate();
  const flows = useQuery(flowsQuery).data ?? [];
  const states = statesOf(search);
  const needsPerson = stateText(states) === stateText(NEEDS_PERSON);
  const set = (change: OrdersSearch) => void navigate({ search: (before) => changed(before, change) });
  const flow = search.flow || ORDERS_FLOW;
  const flowChoices = flowChoicesFor(flow, flows);
  const sinceChoices = sinceChoicesFor(search);

  return (
    <div className={styles.filters}>
      <nav className={styles.chips} aria-label="States">
        <Chip on={states.length === 0} search={changed(search, { state: undefined })}>
          All
        </Chip>
        <Chip on={needsPerson} search={changed(search, { state: stateText(NEEDS_PERSON) })}>
          Needs a person
        </Chip>
        <span className={styles.gap} aria-hidden />
        {RUN_STATES.map((state) => (
          <Chip
            key={state}
            on={!needsPerson && states.includes(state)}
            search={changed(search, { state: needsPerson ? state : toggleState(search, state) })}
          >
            <StateMark state={state} />
          </Chip>
        ))}
      </nav>
      <div className={styles.selects}>
        <Select
          aria-label="Flow"
          w={180}
          data={flowChoices}
          value={flow}
          allowDeselect={false}
          onChange={(next) => set({ flow: next === ORDERS_FLOW || next === null ? '' : next })}
        />
        <Select
          aria-label="Arrived"
          w={search.until ? 230 : 136}
          data={sinceChoices}
          value={search.since ?? ''}
          allowDeselect={false}
          onChange={(since) => set({ since: since ?? '', until: '' })}
        />
      </div>
      <Extras search={search} />
    </div>
  );
}

function Chip({ on, search, children }: { on: boolean; search: OrdersSearch; children: ReactNode }) {
  return (
    <Link to="/orders" search={search} className={styles.chip} data-on={on || undefined} aria-current={on || undefined}>
      {children}
    </Link>
  );
}

const WITHOUT_END: OrdersSearch = { endedSince: '', endedUntil: '' };

/** Filters that come from links and the search box: shown as words, each with a way to take it off. */
function Extras({ search }: { readonly search: OrdersSearch }) {
  const extras = [
    { key: 'q', label: 'matching', value: search.q },
    { key: 'queue', label: 'queue', value: search.queue },
    { key: 'code', label: 'cause', value: search.code },
    // Together with a beginning it is shown as a span.
    { key: 'until', label: 'before', value: isMoment(search.since) ? undefined : dayOf(search.until) },
    { key: 'ended', label: 'done', value: spanOf(search.endedSince, search.endedUntil) },
  ].filter((extra) => extra.value);
  if (extras.length === 0) return null;
  return (
    <ul className={styles.extras}>
      {extras.map(({ key, label, value }) => (
        <li key={key}>
          <Link
            to="/orders"
            search={changed(search, key === 'ended' ? WITHOUT_END : { [key]: undefined })}
            aria-label={`Without ${label} ${value}`}
          >
            {label} <strong>{value}</strong>
            <IconX size={14} aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Each flow once, even where it is deployed several times; the one in the address always among them. */
function flowChoicesFor(chosen: string, flows: readonly Flow[]): { value: string; label: string }[] {
  const titles = new Map(flows.map((flow) => [flow.flow, flow.title]));
  titles.set(ALL_FLOWS, 'All flows');
  if (!titles.has(chosen)) titles.set(chosen, chosen);
  return [...titles].map(([value, label]) => ({ value, label }));
}

function sinceChoicesFor({ since, until }: OrdersSearch): { value: string; label: string }[] {
  const known = SINCE_CHOICES.map((choice) => ({ ...choice }));
  if (!isMoment(since)) return known;
  const from = formatDay(since, Date.now());
  return [...known, { value: since, label: isMoment(until) ? from + endOf(since, until) : `Since ${from}` }];
}

const dayOf = (text: string | undefined): string | undefined =>
  isMoment(text) ? formatDay(text, Date.now()) : undefined;

/** A span that may be open on either side, in words; undefined where there is none. */
function spanOf(since: string | undefined, until: string | undefined): string | undefined {
  if (!isMoment(since)) return isMoment(until) ? `before ${dayOf(until)}` : undefined;
  return isMoment(until) ? `${dayOf(since)}${endOf(since, until)}` : `since ${dayOf(since)}`;
}

/** The rest of a span, without its day where that is the day of the beginning. */
function endOf(since: string, until: string): string {
  const isSameDay = new Date(since).toDateString() === new Date(until).toDateString();
  return isSameDay ? `–${formatHour(until)}` : ` – ${formatDay(until, Date.now())}`;
}
