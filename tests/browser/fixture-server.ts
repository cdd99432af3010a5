import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATIONS, type OperationName } from '../../src/api/operations.ts';
import type { LiveEvent } from '../../src/api/types.ts';
import { consoleFiles } from '../../src/server/console-files.ts';
import { ANSWERS, type Asked } from './fixture/answers.ts';
import { Refusal } from './fixture/refusal.ts';
import { makeWorld, type World } from './fixture/world.ts';

/** The policy of the real server: a page that works here makes no style or script elements of its own. */
const PAGE_POLICY =
  "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface FixtureServer {
  readonly url: string;
  world: World;
  /** Changes every answer before it is sent, for example to put hostile text into it. */
  bend: (answer: unknown) => unknown;
  /** Tells all open pages that something changed. */
  emit(event: LiveEvent): void;
  /** Cuts the live connection of all open pages. */
  dropStreams(): void;
  close(): Promise<void>;
}

/** Serves the built console and canned answers of the API, on a free loopback port unless one is given. */
export async function startFixtureServer(folder: string, port = 0): Promise<FixtureServer> {
  const serveFile = consoleFiles(folder);
  const streams = new Set<ServerResponse>();
  const fixture: Omit<FixtureServer, 'url'> = {
    world: makeWorld(),
    bend: (answer) => answer,
    emit(event) {
      for (const stream of streams) stream.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
    dropStreams() {
      for (const stream of streams) stream.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const stream of streams) stream.end();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', PAGE_POLICY);
    answer(request, response).catch((error: unknown) => {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'fixture.fault', String(error));
      send(response, refusal.status, problem(refusal.status, refusal.code, refusal.message));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture');
    if (url.pathname === '/api/v1/events') return openStream(response);
    const found = findOperation(request.method ?? 'GET', url.pathname);
    if (!found) return sendFile(url.pathname, response);
    const { world } = fixture;
    const text = await readText(request);
    if (request.method !== 'GET') world.changes.push(`${request.method} ${url.pathname} ${text}`);
    const fault = world.faults.get(url.pathname);
    if (fault) return send(response, fault.status, fault.body);
    if (!world.signedIn && found.permission !== 'anyone')
      return send(response, 401, problem(401, 'auth.signed-out', 'Nobody is signed in.'));
    const asked: Asked = {
      params: found.params,
      query: url.searchParams,
      body: text === '' ? {} : (JSON.parse(text) as Asked['body']),
    };
    const data = ANSWERS[found.name]?.(world, asked);
    if (data !== undefined) return send(response, 200, fixture.bend(data));
    if (found.name === 'signOut') return send(response, 204, undefined);
    const refused = found.name === 'signIn' || found.name === 'checkWelcome';
    return send(
      response,
      refused ? 401 : 404,
      refused
        ? problem(401, 'auth.refused', 'That is not right.')
        : problem(404, 'record.not-found', 'There is no such record.'),
    );
  }

  function openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  async function sendFile(path: string, response: ServerResponse): Promise<void> {
    const file = await serveFile(path);
    response.writeHead(file?.status ?? 404, Object.fromEntries(file?.headers ?? []));
    response.end(file ? Buffer.from(await file.arrayBuffer()) : 'There is no such file.');
  }

  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(fixture, { url });
}

interface FoundOperation {
  readonly name: OperationName;
  readonly permission: string;
  readonly params: Readonly<Record<string, string>>;
}

function findOperation(method: string, path: string): FoundOperation | undefined {
  if (!path.startsWith('/api/')) return undefined;
  for (const [name, place] of Object.entries(OPERATIONS)) {
    if (place.method.toUpperCase() !== method) continue;
    const pattern = new RegExp(`^${place.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(path);
    if (!match) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]),
    );
    return { name: name as OperationName, permission: place.permission, params };
  }
  return undefined;
}

/** A problem answer as the server would give it. */
export function problem(status: number, code: string, detail: string): Record<string, unknown> {
  return {
    type: `urn:landbridge:${code}`,
    title: 'Something is not right',
    status,
    detail,
    code,
    kind: status >= 500 ? 'fault' : 'rejected',
    retryable: false,
    remedy: 'Do it differently.',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
