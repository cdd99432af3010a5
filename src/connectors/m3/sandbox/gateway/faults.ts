import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind } from '../../../kit/sandbox/faults.ts';
import type { Sandbox } from '../sandbox.ts';
import { htmlError, type Reply, send, textError } from './reply.ts';

/** Does the work of one call and says what would be answered. `lateMs` above 0: the effect is to come that much later. */
export type Work = (lateMs: number) => Reply;

/** Answers one call under a fault, or as it is when there is none. */
export async function answerUnder(
  fault: FaultKind | undefined,
  sandbox: Sandbox,
  response: ServerResponse,
  work: Work,
  delaysItself: boolean,
): Promise<void> {
  switch (fault) {
    case undefined:
      return send(response, work(0));
    case 'drop-before':
      return drop(response);
    case 'drop-after':
      work(0);
      return drop(response);
    case 'late-effect': {
      drop(response);
      const { lateMs } = sandbox.faults;
      if (delaysItself) work(lateMs);
      else sandbox.schedule(lateMs, () => work(0));
      return;
    }
    case 'gateway-timeout':
      work(0);
      return send(response, htmlError(504, 'Gateway Time-out'));
    case 'throttle':
      return send(response, textError(429, 'Too many requests', { 'retry-after': '1' }));
    case 'unavailable':
      return send(response, htmlError(503, 'Service Unavailable'));
    case 'server-error':
      return send(response, textError(500, 'Internal Server Error'));
    case 'slow': {
      const reply = work(0);
      await wait(sandbox.faults.slowMs);
      return send(response, reply);
    }
    case 'html':
      work(0);
      return send(response, { ...htmlError(200, 'Sign in'), status: 200 });
    case 'truncated': {
      const { body, ...reply } = work(0);
      return send(response, { ...reply, body: body.slice(0, Math.floor(body.length / 2)) });
    }
  }
}

/** Closes the connection with a reset, so that the caller sees no end of an answer. */
function drop(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
