import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RequestOf } from '../../api/types.ts';
import { client, dataOf } from './client.ts';
import { KEYS } from './queries.ts';

/** Filter of the work list, as the API takes it, without the paging. */
export type WorkQuery = Omit<NonNullable<RequestOf<'listWorkItems'>['query']>, 'cursor' | 'limit'>;

/** What needs a person, by cause. The live stream says when it is old; the pause is for what only time changes. */
export function workQuery(filter: WorkQuery) {
  return queryOptions({
    queryKey: [...KEYS.work, 'causes', filter],
    queryFn: async () => (await dataOf(client.listWork({ query: filter }))).items,
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });
}

/** The runs of a cause, in order of arrival. */
export function workItemsQuery(filter: WorkQuery) {
  return infiniteQueryOptions({
    queryKey: [...KEYS.work, 'items', filter],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.listWorkItems({
          query: { ...filter, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
}

export const workPeopleQuery = queryOptions({
  queryKey: [...KEYS.fix, 'people'],
  queryFn: async () => (await dataOf(client.listWorkPeople())).items,
  staleTime: 60_000,
});

/** What is wrong with a run, and the form that mends it. Not read anew while somebody types. */
export function fixQuery(id: string) {
  return queryOptions({
    queryKey: [...KEYS.fix, 'form', id],
    queryFn: () => dataOf(client.getRunFix({ params: { id } })),
    refetchOnWindowFocus: false,
  });
}
