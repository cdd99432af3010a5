import { startTestServer } from '../src/store/test-database.ts';

/** One database server for the whole test run; test files take clones of its template. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  return () => server.stop();
}
