import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { METRICS_MEDIA_TYPE, type MetricRegistry } from '../monitor/metrics.ts';
import { ServerStartError } from './errors.ts';

/** A server with its socket. */
export interface Listening {
  readonly host: string;
  /** The port it got, also when 0 was asked for. */
  readonly port: number;
  readonly url: string;
  /** Takes no new connections, lets running requests end within the grace time, then cuts the rest. */
  readonly close: (graceMs?: number) => Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long a client may take to send its headers; 10 s when left out. */
  readonly headersTimeoutMs?: number;
  /** How long a client may take to send a whole request; 15 s when left out. */
  readonly requestTimeoutMs?: number;
}

/** Somebody who sends slowly holds a connection, nothing more; this many at most. */
const MOST_CONNECTIONS = 2_000;
const HEADER_BYTES = 16_384;

/** Opens the port. @throws ServerStartError that names the port and says what to do. */
export function listen(app: Hono, options: ListenOptions): Promise<Listening> {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 15_000 } = options;
  const limits: ServerOptions = {
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 65_000,
    // Node looks at its time-outs only this often, every 30 s unless told otherwise.
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs),
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(limits, (request, response) => void listener(request, response));
  server.maxConnections = MOST_CONNECTIONS;
  return open(server, options);
}

/**
 * Serves the metrics without sign-in on a port of their own, for a collector on this machine.
 * @throws ServerStartError `server.metrics-address` for an address that others can reach.
 */
export async function listenMetrics(
  registry: MetricRegistry,
  { host = '127.0.0.1', port }: { readonly host?: string; readonly port: number },
): Promise<Listening> {
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new ServerStartError('server.metrics-address', `Metrics were to be served on ${host}.`);
  }
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.print().then(
      (text) => response.writeHead(200, { 'content-type': METRICS_MEDIA_TYPE }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return await open(server, { host, port });
}

function open(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(startError(error, host, port)));
    server.listen(port, host, () => {
      const { port: got } = server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({ host, port: got, url: `http://${name}:${got}`, close: (graceMs) => close(server, graceMs) });
    });
  });
}

function close(server: Server, graceMs = 10_000): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // Node closes what is idle once; a connection that falls idle later would be kept for its keep-alive time.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}

function startError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ServerStartError('server.port-in-use', `Port ${port} on ${host} is in use.`);
    case 'EACCES':
      return new ServerStartError('server.port-forbidden', `Port ${port} on ${host} may not be opened.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ServerStartError('server.address-unknown', `${host} is not an address of this machine.`);
    default:
      return error;
  }
}
