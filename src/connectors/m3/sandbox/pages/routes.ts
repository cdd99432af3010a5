import { type Reply, textError } from '../gateway/reply.ts';
import type { SideRequest } from '../gateway/route.ts';
import type { Sandbox } from '../sandbox.ts';

/** Answers the web pages of the sandbox. */
export function answerPage(_sandbox: Sandbox, _request: SideRequest): Reply {
  return textError(200, 'Infor M3 sandbox');
}
