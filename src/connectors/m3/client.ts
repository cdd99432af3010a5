import type { Failure } from '../../core/failure.ts';
import type { Call, CallResult } from '../../core/operation.ts';
import type { ConnectionCheck, ConnectionClient } from '../kit/connector.ts';
import type { HttpClient, HttpResult } from '../kit/http.ts';
import { answerEvidence, classifyExchange, refused } from '../kit/outcome.ts';
import type { Redactor } from '../kit/redact.ts';
import type { TokenHolder } from '../kit/token.ts';
import { m3Failure } from './errors.ts';
import { loadMiTables } from './metadata/load.ts';
import type { M3Settings } from './setup/settings.ts';
import { testConnection } from './setup/test-connection.ts';
import { findRequestFault } from './wire/check-request.ts';
import { decodeAnswer } from './wire/decode.ts';
import { encodeCall, type WireContext } from './wire/encode.ts';
import { keepRows } from './wire/keep-rows.ts';
import { ReadCache } from './wire/read-cache.ts';
import { labelOf, type M3Request, readRequest } from './wire/request.ts';
import { judgeAnswer } from './wire/verdict.ts';

/** What a client works with; `connection.ts` puts it together. */
export interface M3ClientParts {
  readonly settings: M3Settings;
  readonly http: HttpClient;
  readonly tokens: TokenHolder;
  readonly redact: Redactor;
}

/** An open connection to one M3 tenant: checks a call, signs it, sends it once and says what became of it. */
export class M3Client implements ConnectionClient {
  readonly #parts: M3ClientParts;
  readonly #wire: WireContext;
  readonly #origin: string;
  readonly #extraFields: ReadonlySet<string>;
  readonly #answers = new ReadCache();

  constructor(parts: M3ClientParts) {
    this.#parts = parts;
    const { gatewayUrl, tenantId, suite, apiVersion, company, division, dateFormat, extraFields } = parts.settings;
    const gateway = URL.parse(gatewayUrl);
    const prefix = gateway?.pathname.replace(/\/+$/, '') ?? '';
    this.#origin = gateway?.origin ?? gatewayUrl;
    const basePath = `${prefix}/${encodeURIComponent(tenantId)}/${encodeURIComponent(suite)}/m3api-rest`;
    this.#wire = { basePath, apiVersion, company, division, dateFormat };
    this.#extraFields = new Set(extraFields);
  }

  /** Compares a call with the metadata of its transactions: mandatory fields, lengths, types. */
  check(call: Call): Failure | undefined {
    try {
      return findRequestFault(loadMiTables(), readRequest(call.request), this.#extraFields);
    } catch (error) {
      return m3Failure('m3.call-invalid', { message: (error as Error).message });
    }
  }

  async send(call: Call, { signal }: { readonly signal?: AbortSignal }): Promise<CallResult> {
    let request: M3Request;
    try {
      request = readRequest(call.request);
    } catch (error) {
      return refused(m3Failure('m3.call-invalid', { message: (error as Error).message }));
    }
    const fault = findRequestFault(loadMiTables(), request, this.#extraFields);
    if (fault) return refused(fault);
    const reuse = call.effect === 'read' && request.reuseForMs ? request.reuseForMs : 0;
    const known = reuse > 0 ? this.#answers.find(request, reuse) : undefined;
    if (known) return known;
    const answered = await this.#ask(request, call, signal);
    return reuse > 0 ? this.#answers.keep(request, answered) : answered;
  }

  async #ask(request: M3Request, call: Call, signal: AbortSignal | undefined): Promise<CallResult> {
    const token = await this.#parts.tokens.bearer();
    if (typeof token !== 'string') return notSentFor(token);
    let result = await this.#exchange(request, call, token, signal);
    if (result.reached === 'answered' && result.status === 401) {
      // The gateway looks at the token before it passes a call on: a 401 had no effect, so one repeat is safe.
      const fresh = await this.#parts.tokens.bearerAfterRefusal(token);
      if (typeof fresh !== 'string') return notSentFor(fresh);
      result = await this.#exchange(request, call, fresh, signal);
    }
    return keepRows(this.#judge(result, request, call), request.keep);
  }

  test(): Promise<readonly ConnectionCheck[]> {
    return testConnection(this, this.#parts.settings);
  }

  close(): Promise<void> {
    return this.#parts.http.close();
  }

  #exchange(request: M3Request, { effect }: Call, token: string, signal: AbortSignal | undefined): Promise<HttpResult> {
    const { settings, http } = this.#parts;
    const { method, path, body } = encodeCall(request, effect, this.#wire);
    return http.exchange({
      label: labelOf(request),
      method,
      origin: this.#origin,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      deadlineMs: effect === 'read' ? settings.readTimeoutMs : settings.writeTimeoutMs,
      signal,
    });
  }

  #judge(result: HttpResult, request: M3Request, { effect }: Call): CallResult {
    const { redact } = this.#parts;
    const early = classifyExchange(result, { effect, redact, now: Date.now() }, [400]);
    if (early || result.reached !== 'answered') return early as CallResult;
    const names = request.transactions.map(({ transaction }) => transaction);
    const decoded = decodeAnswer(result.body, names);
    if ('unreadable' in decoded && result.status === 400) {
      // At least one host answers an unknown transaction with 400 and no body: turned away, nothing done.
      const message = `The host turned ${labelOf(request)} away (HTTP 400) and did not say why.`;
      return refused(m3Failure('m3.transaction-unknown', { message, evidence: answerEvidence(result, redact) }));
    }
    const verdict = judgeAnswer(decoded, request, effect);
    if (!('unreadable' in decoded) || !verdict.failure) return verdict;
    const evidence = { ...verdict.failure.evidence, ...answerEvidence(result, redact) };
    return { ...verdict, failure: { ...verdict.failure, evidence } };
  }
}

/** No token, so the call itself was never sent. A refused login is said as such; the rest may be tried again. */
function notSentFor(failure: Failure): CallResult {
  return { outcome: failure.kind === 'unauthorized' ? 'refused' : refused(failure, 'read').outcome, failure };
}
