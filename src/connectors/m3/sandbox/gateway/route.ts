import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sandbox } from '../sandbox.ts';
import { SUITE, TENANT } from '../secrets.ts';
import { answerUnder } from './faults.ts';
import { type Reply, send, textError } from './reply.ts';
import { readBody } from './request-body.ts';
import { answerSuite, type Gateway } from './suite.ts';
import { type AuthorizationServer, answerRevoke, answerToken } from './token-endpoint.ts';

/** A request of a person or a test, beside the real interfaces. */
export interface SideRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

/** The faces of the one server. */
export interface Routes {
  gateway: Gateway;
  authorization: AuthorizationServer;
  answerControl(gateway: Gateway, request: SideRequest): Reply;
  answerPage(sandbox: Sandbox, request: SideRequest): Reply;
}

const TENANT_PREFIX = `/${TENANT}/`;
const SUITE_PREFIX = `${TENANT_PREFIX}${SUITE}/`;

/** Sends each request to its face: gateway, authorisation server, control, or web page. */
export async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  if (path.startsWith(TENANT_PREFIX)) {
    const inner = path.startsWith(SUITE_PREFIX) ? path.slice(SUITE_PREFIX.length) : undefined;
    return answerSuite(routes.gateway, request, response, inner, query);
  }
  if (path.startsWith('/as/')) return answerAuthorization(routes, request, response, path);
  if (path.includes('/m3api-rest/')) return send(response, textError(404, 'No such tenant'));
  if (!isAllowedSide(request)) return send(response, textError(403, 'Only from this machine and this page'));
  const body = request.method === 'POST' ? await readBody(request) : '';
  if (body === undefined) return send(response, textError(413, 'Too large', { connection: 'close' }));
  const side = { method: request.method ?? 'GET', path, query: new URLSearchParams(query), body };
  if (path.startsWith('/sandbox/')) return send(response, routes.answerControl(routes.gateway, side));
  return send(response, routes.answerPage(routes.gateway.sandbox, side));
}

async function answerAuthorization(
  { gateway, authorization }: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const answer =
    path === '/as/token.oauth2' ? answerToken : path === '/as/revoke_token.oauth2' ? answerRevoke : undefined;
  if (!answer) return send(response, textError(404, 'Not found'));
  if (request.method !== 'POST') return send(response, textError(405, 'Method not allowed', { allow: 'POST' }));
  const body = await readBody(request);
  if (body === undefined) return send(response, textError(413, 'Too large', { connection: 'close' }));
  const { sandbox } = gateway;
  // Only by rule: tests that turn a level up still want to sign in.
  const fault = sandbox.faults.takeRule(path.slice(1));
  await answerUnder(fault, sandbox, response, () => answer(authorization, request, body), false);
}

/** Control and pages carry no login: they answer this machine only, and changes from no foreign page. */
function isAllowedSide(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  if (address !== '::1' && !/^(::ffff:)?127\./.test(address)) return false;
  if (!/^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) return false;
  const site = request.headers['sec-fetch-site'];
  return request.method === 'GET' || site === undefined || site === 'same-origin' || site === 'none';
}
