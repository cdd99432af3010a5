import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RequestOf } from '../../api/types.ts';
import { ORDERS_FLOW } from '../words/flows.ts';
import { stepTitlesOf } from '../words/step-titles.ts';
import { client, dataOf } from './client.ts';

/** Filter of a list of runs, as the API takes it, without the paging. */
export type RunQuery = Omit<NonNullable<RequestOf<'listRuns'>['query']>, 'cursor' | 'limit'>;

const PAGE_SIZE = 50;
/** As much as the API gives at once, for what no person reads. */
const LARGEST_PAGE = 200;

/** First words of the keys, so that the live stream can say what became old. */
export const KEYS = {
  session: ['session'],
  today: ['today'],
  runs: ['runs'],
  work: ['work'],
  fix: ['fix'],
  run: ['run'],
  connections: ['connections'],
  connectors: ['connectors'],
  flows: ['flows'],
  syncs: ['syncs'],
  customers: ['customers'],
  reconcile: ['reconcile'],
  series: ['series'],
  alerts: ['alerts'],
  users: ['users'],
  audit: ['audit'],
} as const;

export const sessionQuery = queryOptions({
  queryKey: KEYS.session,
  queryFn: () => dataOf(client.getSession()),
  staleTime: 60_000,
});

export const todayQuery = queryOptions({
  queryKey: KEYS.today,
  queryFn: () => dataOf(client.getToday()),
  refetchInterval: 30_000,
});

export const connectionsQuery = queryOptions({
  queryKey: KEYS.connections,
  queryFn: async () => (await dataOf(client.listConnections())).items,
  refetchInterval: 30_000,
});

export const connectorsQuery = queryOptions({
  queryKey: KEYS.connectors,
  queryFn: async () => (await dataOf(client.listConnectors())).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const flowsQuery = queryOptions({
  queryKey: KEYS.flows,
  queryFn: async () => (await dataOf(client.listFlows())).items,
  staleTime: 60_000,
});

/** One flow with the settings that it declares. */
export function flowQuery(flow: string) {
  return queryOptions({
    queryKey: [...KEYS.flows, flow],
    queryFn: () => dataOf(client.getFlow({ params: { flow }, query: {} })),
  });
}

/** A reading that was asked for, and the work that comes of it. */
export function syncQuery(id: string) {
  return queryOptions({ queryKey: [...KEYS.syncs, id], queryFn: () => dataOf(client.getSync({ params: { id } })) });
}

/** Titles of the steps of one version of a flow, by step id. A version never changes. */
export function stepTitlesQuery(flow: string, version: number) {
  return queryOptions({
    queryKey: [...KEYS.flows, flow, version],
    queryFn: async () => {
      const { files } = await dataOf(client.getFlow({ params: { flow }, query: { version } }));
      return stepTitlesOf(files.find((file) => file.path.endsWith('flow.yaml'))?.text ?? '');
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export const usersQuery = queryOptions({
  queryKey: KEYS.users,
  queryFn: async () => (await dataOf(client.listUsers())).items,
});

/** Runs page by page, newest first. */
export function runsQuery(filter: RunQuery) {
  return infiniteQueryOptions({
    queryKey: [...KEYS.runs, filter],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.listRuns({
          query: { ...filter, limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The few best hits for what is typed into the search box: orders, or else anything about them. */
export function suggestionsQuery(search: string) {
  return queryOptions({
    queryKey: [...KEYS.runs, 'suggestions', search],
    queryFn: async () => {
      const orders = await dataOf(client.listRuns({ query: { search, limit: 6, flow: ORDERS_FLOW } }));
      if (orders.items.length > 0) return orders.items;
      return (await dataOf(client.listRuns({ query: { search, limit: 6 } }))).items;
    },
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
  });
}

/** Customers that match, or those who ordered last. */
export function customersQuery(search: string) {
  return queryOptions({
    queryKey: [...KEYS.customers, 'list', search],
    queryFn: async () => (await dataOf(client.listCustomers({ query: search === '' ? {} : { search } }))).items,
    placeholderData: keepPreviousData,
  });
}

/** One customer; both systems are asked anew when the page is opened, not while somebody reads it. */
export function customerQuery(connection: string, id: string) {
  return queryOptions({
    queryKey: [...KEYS.customers, connection, id],
    queryFn: () => dataOf(client.getCustomer({ params: { connection, id } })),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
}

/** The newest reconciliation of each subject; looked at again while one is under way. */
export const reconciliationsQuery = queryOptions({
  queryKey: [...KEYS.reconcile, 'newest'],
  queryFn: async () => {
    const { items } = await dataOf(client.listReconciliations({ query: { limit: PAGE_SIZE } }));
    return new Map(items.toReversed().map((item) => [item.subject, item]));
  },
  refetchInterval: ({ state: { data } }) => {
    const busy = [...(data?.values() ?? [])].some(({ state }) => state === 'queued' || state === 'running');
    return busy ? 1_500 : 30_000;
  },
});

export function reconciliationQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.reconcile, 'one', id],
    queryFn: () => dataOf(client.getReconciliation({ params: { id } })),
    refetchInterval: 15_000,
  });
}

/** Filter of the differences, as the API takes it, without the paging. */
type DifferenceQuery = Omit<NonNullable<RequestOf<'listDifferences'>['query']>, 'cursor' | 'limit'>;

/** Differences page by page. */
export function differencesQuery(filter: DifferenceQuery) {
  return infiniteQueryOptions({
    queryKey: [...KEYS.reconcile, 'differences', filter],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.listDifferences({
          query: { ...filter, limit: PAGE_SIZE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

/**
 * How many differences there are. Lists have no totals: all of them are read. Counted when it is asked for and then
 * only by `refetch`, so that the number does not change while a person decides about it.
 */
export function differenceCountQuery(filter: DifferenceQuery) {
  return queryOptions({
    queryKey: [...KEYS.reconcile, 'count', filter],
    queryFn: async () => {
      let count = 0;
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const query = { ...filter, limit: LARGEST_PAGE, ...(cursor === undefined ? {} : { cursor }) };
        const page = await dataOf(client.listDifferences({ query }));
        count += page.items.length;
        cursor = page.next;
      }
      return count;
    },
    staleTime: 'static',
    gcTime: 0,
  });
}

export function differenceQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.reconcile, 'difference', id],
    queryFn: () => dataOf(client.getDifference({ params: { id } })),
  });
}

/** One chart. It moves by itself: every quarter of a minute for hours, slower for months. */
export function seriesQuery(query: NonNullable<RequestOf<'getSeries'>['query']>) {
  const slow = query.range === '30d' || query.range === '13mo';
  return queryOptions({
    queryKey: [...KEYS.series, query],
    queryFn: () => dataOf(client.getSeries({ query })),
    placeholderData: keepPreviousData,
    refetchInterval: slow ? 120_000 : 15_000,
  });
}

/** Living alerts, or those that ended, newest first. */
export function alertsQuery(state: 'firing,acknowledged' | 'ended') {
  return queryOptions({
    queryKey: [...KEYS.alerts, 'list', state],
    queryFn: async () => (await dataOf(client.listAlerts({ query: { state, limit: PAGE_SIZE } }))).items,
    refetchInterval: 10_000,
  });
}

export const alertRulesQuery = queryOptions({
  queryKey: [...KEYS.alerts, 'rules'],
  queryFn: async () => (await dataOf(client.listAlertRules())).items,
});

export const alertChannelsQuery = queryOptions({
  queryKey: [...KEYS.alerts, 'channels'],
  queryFn: async () => (await dataOf(client.listAlertChannels())).items,
  refetchInterval: 30_000,
});

export function runQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.run, id],
    queryFn: () => dataOf(client.getRun({ params: { id } })),
  });
}

export function runActionsQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.run, id, 'actions'],
    queryFn: async () => (await dataOf(client.listRunActions({ params: { id } }))).items,
  });
}

/** What people did, page by page, newest first. */
export function auditQuery(subject: string) {
  return infiniteQueryOptions({
    queryKey: [...KEYS.audit, subject],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.listAudit({
          query: {
            limit: PAGE_SIZE,
            ...(subject === '' ? {} : { subject }),
            ...(pageParam === undefined ? {} : { cursor: pageParam }),
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}
