import type { ServerResponse } from 'node:http';

/** A whole answer. */
export interface Reply {
  status: number;
  type: 'json' | 'html' | 'text' | 'css';
  body: string;
  headers?: Record<string, string>;
}

const CONTENT_TYPES = {
  json: 'application/json; charset=UTF-8',
  html: 'text/html; charset=UTF-8',
  text: 'text/plain; charset=UTF-8',
  css: 'text/css; charset=UTF-8',
} as const;

/** Sends an answer with its exact length. */
export function send(response: ServerResponse, { status, type, body, headers }: Reply): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': CONTENT_TYPES[type], 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

export function jsonReply(body: unknown, status = 200, headers?: Record<string, string>): Reply {
  return { status, type: 'json', body: JSON.stringify(body), ...(headers ? { headers } : {}) };
}

/** An error page as gateways write it: HTML, whatever the caller accepts. */
export function htmlError(status: number, title: string, headers?: Record<string, string>): Reply {
  const body = `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1><hr>ION API Gateway (sandbox)</body></html>`;
  return { status, type: 'html', body, ...(headers ? { headers } : {}) };
}

export function textError(status: number, text: string, headers?: Record<string, string>): Reply {
  return { status, type: 'text', body: text, ...(headers ? { headers } : {}) };
}
