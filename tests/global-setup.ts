import { startTestServer } from '../src/store/test-database.ts';
import { unpackBrowser } from './browser/unpack-browser.ts';

/**
 * One database server for the whole test run; test files take clones of its template. The browser is unpacked before
 * any of them starts.
 */
export async function setup(): Promise<() => Promise<void>> {
  // Where it cannot be unpacked, the tests that need it say so.
  const [server] = await Promise.all([startTestServer(), unpackBrowser().catch(() => undefined)]);
  return () => server.stop();
}
