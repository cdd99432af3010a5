import { type Client, createClient } from '../../src/api/client.ts';
import { dataOf } from '../../src/cli/server-client.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

/** A password that nobody guesses. */
export const PASSWORD = 'a lighthouse keeps its promise';

/** The API as a browser calls it: with the cookies it was given, and from the server's own pages. */
export function openBrowser(url: string): Client & { readonly cookies: ReadonlyMap<string, string> } {
  const cookies = new Map<string, string>();
  const browse: typeof fetch = async (address, init) => {
    const headers = new Headers(init?.headers);
    headers.set('origin', url);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(address, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return { ...createClient({ baseUrl: url, fetch: browse }), cookies };
}

/** The token of the one-time link that the first start prints. */
export async function firstLinkToken(shop: Instance): Promise<string> {
  return await until('the first sign-in link', () => /\/welcome\?token=([\w-]+)/.exec(shop.server.said)?.[1]);
}

/** Uses the first link; answers a browser in which the first admin is signed in. */
export async function becomeAdmin(shop: Instance): Promise<Client> {
  const browser = openBrowser(shop.server.url);
  const token = await firstLinkToken(shop);
  const body = { token, name: 'First Admin', email: 'admin@example.test', password: PASSWORD };
  dataOf(await browser.acceptWelcome({ body }));
  return browser;
}
