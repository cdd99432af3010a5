import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from '../data/client.ts';
import { KEYS } from '../data/queries.ts';

const MOST_RETRIES = 2;

/** The cache of everything read from the server. A 401 anywhere makes the session be asked for again. */
export function makeQueryClient(): QueryClient {
  const onError = (error: unknown, key?: readonly unknown[]) => {
    if (problemOf(error).status === 401 && key?.[0] !== KEYS.session[0]) {
      void queries.invalidateQueries({ queryKey: KEYS.session });
    }
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => onError(error) }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => problemOf(error).retryable && count < MOST_RETRIES,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return queries;
}
