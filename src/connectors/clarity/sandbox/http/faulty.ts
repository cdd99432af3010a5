import type { FaultKind } from '../../../kit/sandbox/faults.ts';
import type { StoreFaultKind } from '../faults/store-faults.ts';
import { denied, json, type Reply } from './reply.ts';

/** How a fault changes one call. */
export interface FaultEffect {
  /** Is the work done, and when? */
  work: 'now' | 'later' | 'never';
  /** What the caller sees: a closed socket, another answer, or the work's own answer changed. */
  answer: 'close' | ((own: Reply) => Reply);
  slow?: boolean;
}

const LOGIN_PAGE = '<!doctype html><html><head><title>Log in</title></head><body><form>User name</form></body></html>';
const GATEWAY_PAGE = '<!doctype html><html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>';

const html = (body: string, status = 200): Reply => ({ status, body, contentType: 'text/html; charset=utf-8' });
const refusal = (status: number, headers?: Record<string, string>): FaultEffect => ({
  work: 'never',
  answer: () => ({
    ...json({ ResponseStatus: { ErrorCode: 'ServiceError', Message: 'Injected' } }, status),
    ...(headers && { headers }),
  }),
});

/** What each fault that any sandbox can have does to a call. */
export const FAULT_EFFECTS: Readonly<Record<FaultKind, FaultEffect>> = {
  'drop-before': { work: 'never', answer: 'close' },
  'drop-after': { work: 'now', answer: 'close' },
  'late-effect': { work: 'later', answer: 'close' },
  'gateway-timeout': { work: 'now', answer: () => html(GATEWAY_PAGE, 504) },
  throttle: refusal(429, { 'Retry-After': '1' }),
  unavailable: refusal(503, { 'Retry-After': '1' }),
  'server-error': refusal(500),
  slow: { work: 'now', answer: (own) => own, slow: true },
  html: { work: 'now', answer: () => html(GATEWAY_PAGE) },
  truncated: {
    work: 'now',
    answer: (own) => ({ ...own, body: own.body.slice(0, Math.floor(own.body.length / 2)) }),
  },
};

/** Faults of this store that need no help from the handler. */
export const STORE_FAULT_EFFECTS: Partial<Record<StoreFaultKind, FaultEffect>> = {
  'session-lost': { work: 'never', answer: () => denied(401, 'The session is no longer known') },
  forbidden: { work: 'never', answer: () => denied(403, 'The current user may not do this') },
  'login-page': { work: 'never', answer: () => html(LOGIN_PAGE) },
  'timed-out': {
    work: 'never',
    answer: () => {
      const Message = 'Log ID: CEF:00000000-0000-0000-0000-000000000000 Execution Timeout Expired';
      return json({ ResponseStatus: { ErrorCode: 'CEF-10121', Message, Errors: [] } }, 400);
    },
  },
};
