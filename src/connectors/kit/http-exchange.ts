import type { Dispatcher } from 'undici';
import { FORBIDDEN_ADDRESS } from './address-guard.ts';
import type { BodyFault } from './http-body.ts';

/** Why there is no usable answer. */
export type HttpFault =
  | 'address-forbidden'
  | 'name-not-found'
  | 'connection-refused'
  | 'connect-timeout'
  | 'tls-refused'
  | 'connection-lost'
  | 'deadline'
  | 'aborted'
  | 'protocol'
  | BodyFault;

/** A complete answer, or how far the call got. */
export type RawAnswer =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly bytes: Buffer;
    }
  | {
      readonly reached: 'not-sent' | 'maybe-sent';
      readonly reason: HttpFault;
      readonly detail: string;
      readonly status?: number;
    };

/**
 * Takes part in one exchange as undici's handler: collects the answer under a byte cap and one total deadline, and
 * remembers whether the request was begun. `onRequestStart` comes right before the first byte is written.
 */
export class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>;
  #settle: (answer: RawAnswer) => void = () => undefined;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #status: number | undefined;
  #headers: Record<string, string | string[] | undefined> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;

  constructor(deadlineMs: number, maxBytes: number, signal: AbortSignal | undefined) {
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    this.answer = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#timer = setTimeout(() => this.#giveUp('deadline', `no complete answer in ${deadlineMs} ms`), deadlineMs);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would be a repeat by the library, and a late one a call nobody waits for: stop both unsent.
    if (this.#settled || this.#controller) return controller.abort(new Error('given up before it was sent'));
    this.#controller = controller;
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length'] ?? 0) > this.#maxBytes) this.#giveUpTooLarge();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) return this.#giveUpTooLarge();
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [only, ...more] = this.#chunks;
    const bytes = only && more.length === 0 ? only : Buffer.concat(this.#chunks, this.#size);
    this.#finish({ status: this.#status ?? 0, headers: this.#headers, bytes });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#fail(faultOf(error, this.#controller !== undefined), describe(error));
  }

  readonly #onAbort = (): void => this.#giveUp('aborted', 'stopped by us');

  #giveUpTooLarge(): void {
    this.#giveUp('reply-too-large', `more than ${this.#maxBytes} bytes`);
  }

  #giveUp(reason: HttpFault, detail: string): void {
    this.#fail(reason, detail);
    this.#controller?.abort(new Error(detail));
  }

  #fail(reason: HttpFault, detail: string): void {
    const reached = this.#controller ? 'maybe-sent' : 'not-sent';
    const status = this.#status;
    this.#finish({ reached, reason, detail, ...(status === undefined ? {} : { status }) });
  }

  #finish(answer: RawAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#settle(answer);
  }
}

const FAULT_OF_CODE: Readonly<Record<string, HttpFault>> = {
  [FORBIDDEN_ADDRESS]: 'address-forbidden',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  ENODATA: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_INVALID_ARG: 'protocol',
};

/** Names the fault of an error. Certificate errors come before anything is sent and have many codes. */
function faultOf(error: Error, started: boolean): HttpFault {
  const code = codeOf(error);
  const known = FAULT_OF_CODE[code];
  if (known) return known;
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return 'protocol';
  if (!started && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|EPROTO/.test(code)) return 'tls-refused';
  return 'connection-lost';
}

function codeOf(error: Error): string {
  const { code, errors } = error as { code?: string; errors?: Error[] };
  return code ?? (errors?.[0] ? codeOf(errors[0]) : '');
}

function describe(error: Error): string {
  const code = codeOf(error);
  return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message || code;
}
