import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BusyCounter } from '../../../kit/sandbox/busy-counter.ts';
import type { FaultPlan } from '../../../kit/sandbox/faults.ts';
import type { Identity, Sessions } from '../auth/sessions.ts';
import type { ChancePlan, StoreFaultKind } from '../faults/store-faults.ts';
import type { StoreState } from '../state/store.ts';
import { type BodyProblem, readBody, sendReply } from './exchange.ts';
import { FAULT_EFFECTS, type FaultEffect, STORE_FAULT_EFFECTS } from './faulty.ts';
import { parseQuery } from './jsv.ts';
import type { Members } from './members.ts';
import { cacheAddress, type ReadCache } from './read-cache.ts';
import { CodedError, codedReply, denied, json, type Reply } from './reply.ts';
import type { Match, Route, Router, Surface } from './router.ts';

const NO_MEMBERS: Members = Object.freeze({});

/** What the API needs to answer. */
export interface ApiParts {
  state: StoreState;
  sessions: Sessions;
  router: Router;
  cache: ReadCache;
  faults: FaultPlan;
  storeFaults: ChancePlan<StoreFaultKind>;
  /** Counts of calls by name, shown in the ledger. */
  calls: Map<string, number>;
}

/** Answers the store's own API on its three surfaces. */
export class Api {
  readonly busy = new BusyCounter();
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  /** Answers one request; `path` and `query` come without the base of the surface. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    surface: Surface,
    path: string,
    query: string,
  ): Promise<void> {
    const { state, router, sessions, calls } = this.#parts;
    this.busy.begin(response);
    const match = router.find(request.method ?? 'GET', path);
    const problem = typeof match === 'object' ? hiddenProblem(state, match.route, surface) : unknownRoute(match);
    if (problem || typeof match !== 'object') {
      request.resume();
      sendReply(response, problem ?? unknownRoute(undefined), false);
      return;
    }
    const name = `${match.route.verb} ${match.route.path}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    const body = request.method === 'GET' ? NO_MEMBERS : await readBody(request);
    const identity = sessions.identify(request.headers);
    const assumed = match.route.assumed === true || (typeof identity === 'object' && identity.assumed === true);
    const send = (reply: Reply): void => sendReply(response, reply, assumed);
    if (state.settings.latencyMs > 0) await pause(state.settings.latencyMs);
    if (typeof body === 'string') return send(bodyProblem(body));
    const refused = this.#refusal(match.route, identity);
    if (refused) return send(refused);
    await this.#play(name, match, identity, body, { request, response, query, send });
  }

  /** Draws a fault, does the work as the fault allows, and sends what the fault leaves of the answer. */
  async #play(name: string, match: Match, identity: Identity, body: Members, to: Exchange): Promise<void> {
    const { faults, storeFaults, sessions } = this.#parts;
    const drawn = storeFaults.draw(name);
    if (drawn === 'session-lost') sessions.endAll();
    // A call that needs no session goes on without one: to a login, 401 would say that the password is wrong.
    const storeFault = drawn === 'session-lost' && match.route.access === 'open' ? undefined : drawn;
    const common = storeFault ? undefined : faults.draw(name, match.route.effect);
    const effect = common ? FAULT_EFFECTS[common] : storeFault && STORE_FAULT_EFFECTS[storeFault];
    const work = (): Reply => this.#work(match, identity, body, to, storeFault);
    if (!effect) return to.send(work());
    const own = effect.work === 'now' ? work() : json({});
    if (effect.work === 'later') setTimeout(() => silently(work), faults.lateMs).unref();
    await this.#sendFaulty(effect, own, to);
  }

  async #sendFaulty(effect: FaultEffect, own: Reply, to: Exchange): Promise<void> {
    if (effect.slow) await pause(this.#parts.faults.slowMs);
    if (effect.answer === 'close') to.response.destroy();
    else to.send(effect.answer(own));
  }

  #work(match: Match, identity: Identity, body: Members, to: Exchange, fault: StoreFaultKind | undefined): Reply {
    const { state } = this.#parts;
    const handle = (): Reply => {
      try {
        const caller = typeof identity === 'object' ? identity.caller : undefined;
        const query = to.query === '' ? NO_MEMBERS : parseQuery(to.query);
        return match.route.handle({ parameters: match.parameters, query, body, caller, fault });
      } catch (error) {
        if (error instanceof CodedError) return codedReply(state, error);
        throw error;
      }
    };
    return match.route.cached ? this.#cached(match.route, to, fault, handle) : handle();
  }

  #cached(route: Route, to: Exchange, fault: StoreFaultKind | undefined, handle: () => Reply): Reply {
    const { cache, state } = this.#parts;
    const address = cacheAddress(to.request.url ?? '');
    const maxAgeMs = state.settings.readCacheSeconds * 1_000;
    if (fault === 'stale-read') {
      const stale = cache.get(address, Number.POSITIVE_INFINITY);
      if (stale) return stale.reply;
    }
    if (/[?&]nocache=/i.test(to.request.url ?? '')) {
      const fresh = handle();
      // Only the first answer is kept: later ones would make the cache fresher than the store's.
      if (!cache.get(address, Number.POSITIVE_INFINITY)) cache.put(address, route.path.split('/')[2] ?? '', fresh);
      return fresh;
    }
    const entry = cache.get(address, maxAgeMs) ?? cache.put(address, route.path.split('/')[2] ?? '', handle());
    const storedAt = new Date(entry.storedAt).toUTCString();
    const since = Date.parse(to.request.headers['if-modified-since'] ?? '');
    if (since >= Date.parse(storedAt)) return { status: 304, body: '', headers: { 'Last-Modified': storedAt } };
    const headers = { 'Last-Modified': storedAt, 'Cache-Control': `max-age=${state.settings.readCacheSeconds}` };
    return maxAgeMs > 0 ? { ...entry.reply, headers } : entry.reply;
  }

  #refusal({ access }: Route, identity: Identity): Reply | undefined {
    if (identity === 'invalid' && access !== 'open') return denied(401, 'The session or token is not valid');
    if (access === 'open' || (access === 'read' && this.#parts.state.settings.openReads)) return undefined;
    if (typeof identity !== 'object') return denied(401, 'Log in first');
    if (typeof access !== 'object' || this.#parts.sessions.allows(identity.caller, access.permission)) return undefined;
    return denied(403, `The current user lacks the permission ${access.permission}`);
  }
}

/** Work that nobody waits for any more: there is nobody to tell of a failure. */
function silently(work: () => Reply): void {
  try {
    work();
  } catch {
    // The caller has been cut off long ago.
  }
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  query: string;
  send(reply: Reply): void;
}

function hiddenProblem(state: StoreState, route: Route, surface: Surface): Reply | undefined {
  const shown = route.surfaces.includes(surface) && (!route.assumed || state.settings.assumed);
  return shown ? undefined : unknownRoute(undefined);
}

function unknownRoute(match: 'wrong-verb' | undefined | Match): Reply {
  const [status, code] = match === 'wrong-verb' ? [405, 'MethodNotAllowed'] : [404, 'NotFound'];
  return json({ ResponseStatus: { ErrorCode: code, Message: 'Handler for request not found' } }, status as number);
}

/** A body the store cannot bind: its handler writes the reason without setting a status, so this is a 200. */
function bodyProblem(problem: BodyProblem): Reply {
  if (problem === 'too-large') return json({ ResponseStatus: { ErrorCode: 'TooLarge', Message: 'Too large' } }, 413);
  return json({ Code: 'SerializationException', LogID: randomUUID(), Message: 'The request could not be read' });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
