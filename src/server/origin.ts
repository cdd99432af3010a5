/** Where a request says it came from and where it went, as far as browsers tell and cannot be made to lie. */
export interface RequestOrigin {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Header `Sec-Fetch-Site` (Fetch Metadata). */
  readonly fetchSite: string | undefined;
  /** A bearer token cannot be sent by a foreign page: no browser adds it by itself. */
  readonly hasBearer: boolean;
}

/** `URL` has brought every spelling of an address into one of these forms. */
const ADDRESS_LITERAL = /^(?:\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that uses a cookie may go on (OWASP, cross-site request forgery, Fetch Metadata). Reads may come
 * from the console itself or from the address bar; changes must prove that they come from this very origin.
 */
export function isSameSite(request: RequestOrigin, publicOrigins: readonly string[]): boolean {
  if (request.hasBearer) return true;
  const { fetchSite } = request;
  if (SAFE_METHODS.has(request.method)) return fetchSite === undefined || ['same-origin', 'none'].includes(fetchSite);
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  return isOwnOrigin(request, publicOrigins);
}

function isOwnOrigin({ origin, host, fetchSite }: RequestOrigin, publicOrigins: readonly string[]): boolean {
  // Every current browser sends Origin with a request that changes something; `same-origin` vouches where it is absent.
  if (origin === undefined) return fetchSite === 'same-origin';
  if (publicOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  return host !== undefined && new URL(origin).host === host.toLowerCase();
}

/**
 * Whether the server may answer under this Host header. Without it, a foreign name that resolves to a loopback
 * address (DNS rebinding) would count as the console's own origin.
 */
export function isOwnHost(host: string | undefined, publicOrigins: readonly string[]): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname, host: full } = new URL(`http://${host}`);
  // Rebinding needs a name: a page that was loaded from an address cannot be moved to another one.
  if (hostname === 'localhost' || ADDRESS_LITERAL.test(hostname)) return true;
  return publicOrigins.some((origin) => URL.canParse(origin) && new URL(origin).host === full);
}
