import type { CardDataOptions } from '../../core/card-data/find.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Call, CallResult } from '../../core/operation.ts';
import type { ConnectionCheck, ConnectionClient } from '../kit/connector.ts';
import type { HttpClient, HttpResult } from '../kit/http.ts';
import { parseForReturn } from '../kit/json-text.ts';
import { refused } from '../kit/outcome.ts';
import type { Redactor } from '../kit/redact.ts';
import type { Dialect, HttpPlan } from './dialects/dialect.ts';
import { clarityFailure } from './errors.ts';
import { judgeExchange } from './judge.ts';
import type { Login } from './login.ts';
import { isAsSeen, lookBefore } from './look-again.ts';
import type { ClarityRequest } from './model/request.ts';
import { RecordKeeper } from './record-keeper.ts';
import type { ClaritySettings } from './setup/settings.ts';
import { testConnection } from './setup/test-connection.ts';

/** What a client works with; `connection.ts` puts it together. */
export interface ClarityClientParts {
  readonly settings: ClaritySettings;
  readonly secrets: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly http: HttpClient;
  readonly login: Login;
  readonly redact: Redactor;
}

/** Fields of the canonical model whose long digits are ids by definition. */
const ID_FIELDS = ['id', 'number', 'key', 'groupId', 'productId', 'orderId', 'handle', 'hash'];

/**
 * A store keeps its sessions in memory: one that it refuses right after giving it was lost, by a restart or because
 * another server of a farm answered. So many in a row, each from a login of its own, are a refusal of the user when that
 * goes on for so long without a single call that was let in. A refusal stops the connection until a person comes, and a
 * store that loses many sessions at once is no reason for it.
 */
const REFUSED_FRESH = 3;
const REFUSED_FOR_MS = 60_000;

interface LostSessions {
  readonly credential: string;
  readonly inARow: number;
  /** When the first of them was refused, milliseconds since 1970. */
  readonly since: number;
}
const NONE_LOST: LostSessions = { credential: '', inARow: 0, since: 0 };

/** An open connection to one store: asks once, logs in anew at most once, and says what became of it. */
export class ClarityClient implements ConnectionClient {
  readonly #parts: ClarityClientParts;
  readonly #records = new RecordKeeper();
  readonly #origin: string;
  readonly #basePath: string;
  readonly #cardData: CardDataOptions;
  #clockOffsetMs: number | undefined;
  /** Credentials that were refused although they were new, since the last one that was taken. */
  #lost = NONE_LOST;

  constructor(parts: ClarityClientParts) {
    this.#parts = parts;
    const base = URL.parse(parts.settings.baseUrl);
    this.#origin = base?.origin ?? parts.settings.baseUrl;
    this.#basePath = base?.pathname.replace(/\/+$/, '') ?? '';
    const names = [...ID_FIELDS, ...parts.settings.digitFields];
    this.#cardData = { safeFields: names.map((name) => ({ name, mostDigits: 40 })) };
  }

  /** How far the store's clock is ahead of ours, from the last answer; undefined before the first. */
  get clockOffsetMs(): number | undefined {
    return this.#clockOffsetMs;
  }

  async send(call: Call, { signal }: { readonly signal?: AbortSignal }): Promise<CallResult> {
    const { dialect, settings, redact } = this.#parts;
    const request = call.request as unknown as ClarityRequest;
    const plan = dialect.plan(request, settings, String(Date.now()));
    if (plan === undefined) return refused(clarityFailure('clarity.not-in-dialect', { record: request.ask }));
    let { body } = plan;
    const isUpdate = 'handle' in request && request.handle !== undefined;
    if (isUpdate) {
      const record = this.#records.find(request.handle ?? '');
      if (record === undefined) return refused(clarityFailure('clarity.record-stale'));
      const wanted = dialect.change(request, record, settings);
      const look = lookBefore(request);
      const seen = look && (await this.#readAgain(look, signal));
      if (seen && 'outcome' in seen) return seen;
      if (seen && !isAsSeen(record, wanted, seen.record)) {
        this.#records.drop(request.handle ?? '');
        return refused(clarityFailure('clarity.record-stale'));
      }
      body = seen ? dialect.change(request, seen.record, settings) : wanted;
    }
    const result = await this.#exchangeSignedIn(plan, body, call.effect, signal);
    if ('outcome' in result) return result;
    const context = { effect: call.effect, redact, now: Date.now(), dialect, settings, cardData: this.#cardData };
    const judged = judgeExchange(request, result, context);
    if (isUpdate && judged.outcome !== 'not-sent') this.#records.drop(request.handle ?? '');
    return this.#withHandle(request, result, judged);
  }

  /** One exchange, and one more with a new log-in when the store asks for it; or why it cannot be made. */
  async #exchangeSignedIn(
    plan: HttpPlan,
    body: unknown,
    effect: Call['effect'],
    signal: AbortSignal | undefined,
  ): Promise<HttpResult | CallResult> {
    const { login } = this.#parts;
    const credential = await login.credential();
    if (typeof credential !== 'string') return refused(credential, effect);
    const result = await this.#exchange(plan, body, credential, signal);
    if (!wantsLogin(result)) return this.#taken(result);
    // The store looks at the session before it does anything, so one repeat after a refusal is safe.
    const fresh = await login.credentialAfterRefusal(credential);
    if (typeof fresh !== 'string') return refused(fresh, effect);
    const again = await this.#exchange(plan, body, fresh, signal);
    if (!wantsLogin(again)) return this.#taken(again);
    if (!this.#isRefusal(fresh, Date.now()))
      return { outcome: 'not-sent', failure: clarityFailure('clarity.session-lost') };
    const code = again.reached === 'answered' && again.status === 401 ? 'clarity.login-refused' : 'clarity.login-page';
    return refused(clarityFailure(code));
  }

  /** Counts a credential that was refused although it was new, and says whether the store means the user. */
  #isRefusal(credential: string, now: number): boolean {
    const { inARow, since } = this.#lost;
    if (credential !== this.#lost.credential)
      this.#lost = { credential, inARow: inARow + 1, since: inARow === 0 ? now : since };
    return this.#lost.inARow >= REFUSED_FRESH && now - this.#lost.since >= REFUSED_FOR_MS;
  }

  #taken(result: HttpResult): HttpResult {
    if (result.reached === 'answered') this.#lost = NONE_LOST;
    return result;
  }

  /** The record as it is now; or what came of the reading, which says that nothing was written. */
  async #readAgain(
    look: ClarityRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly record: JsonObject } | CallResult> {
    const { dialect, settings, redact } = this.#parts;
    const plan = dialect.plan(look, settings, String(Date.now()));
    if (plan === undefined) return refused(clarityFailure('clarity.not-in-dialect', { record: look.ask }));
    const result = await this.#exchangeSignedIn(plan, plan.body, 'read', signal);
    if ('outcome' in result) return result;
    const context = { effect: 'read' as const, redact, now: Date.now(), dialect, settings, cardData: this.#cardData };
    const judged = judgeExchange(look, result, context);
    const record = result.reached === 'answered' ? parseForReturn(result.body) : undefined;
    if (judged.outcome !== 'applied') return judged;
    return record ? { record: record as JsonObject } : refused(clarityFailure('clarity.record-stale'));
  }

  test(): Promise<readonly ConnectionCheck[]> {
    return testConnection(this, this.#parts.settings, this.#parts.secrets);
  }

  close(): Promise<void> {
    return this.#parts.http.close();
  }

  async #exchange(
    plan: HttpPlan,
    body: unknown,
    credential: string,
    signal: AbortSignal | undefined,
  ): Promise<HttpResult> {
    const { settings, http, login } = this.#parts;
    const query = plan.query === undefined ? '' : `?${new URLSearchParams(plan.query).toString()}`;
    const seconds = plan.wait === 'list' ? settings.listTimeoutSeconds : settings.callTimeoutSeconds;
    const askedAt = Date.now();
    const result = await http.exchange({
      label: plan.label,
      method: plan.method,
      origin: this.#origin,
      path: `${this.#basePath}${plan.path}${query}`,
      headers: {
        ...login.headersFor(credential),
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(settings.referer === '' ? {} : { referer: settings.referer, origin: originOf(settings.referer) }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      deadlineMs: seconds * 1_000,
      signal,
    });
    if (result.reached === 'answered') this.#noteClock(result.headers['date'], askedAt);
    return result;
  }

  /** Keeps the whole record of a reading that is meant for writing, and gives the handle along. */
  #withHandle(request: ClarityRequest, result: HttpResult, judged: CallResult): CallResult {
    const forWrite = 'forWrite' in request && request.forWrite === true;
    if (!forWrite || judged.outcome !== 'applied' || result.reached !== 'answered') return judged;
    const record = parseForReturn(result.body);
    if (record === undefined) return judged;
    return { ...judged, reply: { ...(judged.reply as JsonObject), handle: this.#records.keep(record) } };
  }

  #noteClock(date: string | string[] | undefined, askedAt: number): void {
    const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(told)) return;
    // The header has whole seconds: half of one is the best guess of what was cut off.
    this.#clockOffsetMs = told + 500 - (askedAt + Date.now()) / 2;
  }
}

/** 401, or a content system that sends callers without a session to its log-in page. */
function wantsLogin(result: HttpResult): boolean {
  if (result.reached !== 'answered') return false;
  const { status, headers } = result;
  const isRedirect = status >= 300 && status < 400;
  return status === 401 || (isRedirect && /log-?in|sign-?in/i.test(String(headers['location'] ?? '')));
}

const originOf = (address: string): string => URL.parse(address)?.origin ?? address;
