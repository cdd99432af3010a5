import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as it arrived. */
interface Received {
  id: string;
  type: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
  /** The published library accepts the signature. */
  verified: boolean;
  atMs: number;
}

export interface HookReceiver {
  url: string;
  secret: string;
  received: Received[];
  /** What to answer to the next messages, in order; 202 when the list is empty. */
  answers: { status: number; headers?: Record<string, string> }[];
  /** Resolves when this many have arrived; rejects after five seconds. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free port and verifies what arrives with the reference library. */
export async function startHookReceiver(): Promise<HookReceiver> {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const library = new Webhook(secret);
  const received: Received[] = [];
  const answers: HookReceiver['answers'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(raw) as Received['body'];
      const verified = accepts(library, raw, request.headers as Record<string, string>);
      received.push({ id: String(request.headers['webhook-id']), type: body.type, body, verified, atMs: Date.now() });
      const { status, headers } = answers.shift() ?? { status: verified ? 202 : 401 };
      response.writeHead(status, headers);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/store`,
    secret,
    received,
    answers,
    until: async (count) => {
      const deadline = Date.now() + 5_000;
      while (received.length < count) {
        if (Date.now() > deadline) throw new Error(`${received.length} of ${count} webhooks arrived`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function accepts(library: Webhook, raw: string, headers: Record<string, string>): boolean {
  try {
    library.verify(raw, headers);
    return true;
  } catch {
    return false;
  }
}
