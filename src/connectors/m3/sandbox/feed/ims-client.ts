import { deflateSync } from 'node:zlib';
import type { Outgoing } from './outbox.ts';
import type { ImsTarget } from './settings.ts';

/** What became of one sending: taken, refused for good, or to be sent again. */
export type Delivered = 'taken' | 'refused' | 'again';

const TIMEOUT_MS = 10_000;

/** Sends a document as ION's messaging service does, in the version and encoding of the connection point. */
export async function sendDocument(target: ImsTarget, outgoing: Outgoing, xml: string): Promise<Delivered> {
  const { url, headers, body } = requestOf(target, outgoing, xml);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'X-TenantId': 'NORTHERN_TST', ...headers, ...target.headers },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (response.ok) return 'taken';
    return [400, 409, 412, 413, 415, 422].includes(response.status) ? 'refused' : 'again';
  } catch {
    return 'again';
  }
}

interface ImsRequest {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer<ArrayBuffer>;
}

function requestOf(target: ImsTarget, { noun, messageId, variation, id }: Outgoing, xml: string): ImsRequest {
  const base = target.url.replace(/\/+$/, '');
  const { protocol, encoding } = target;
  const packed = encoding === 'DEFLATE' ? deflateSync(xml) : Buffer.from(xml);
  const parameters = {
    documentName: `Sync.${noun}`,
    fromLogicalId: 'lid://infor.m3.m3',
    toLogicalId: 'lid://infor.ims.landbridge',
    messageId,
    documentId: id,
    variationId: String(variation),
  };
  if (protocol === 'v2') {
    const value = encoding === 'DEFLATE' ? packed.toString('base64') : xml;
    const body = JSON.stringify({ ...parameters, document: { value, encoding, characterSet: 'UTF-8' } });
    return { url: `${base}/service/v2/message`, headers: { 'content-type': 'application/json' }, body };
  }
  const boundary = `ims-${messageId}`;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  if (protocol === 'v3') {
    const query = new URLSearchParams({ ...parameters, encoding, characterSet: 'UTF-8' });
    const body = multipart(boundary, [{ name: 'MessagePayload', bytes: packed }]);
    return { url: `${base}/service/v3/message/multipart?${query}`, headers, body };
  }
  const inner = Buffer.from(JSON.stringify({ ...parameters, document: { encoding, characterSet: 'UTF-8' } }));
  // In version 2 ION gives the two parts each other's names (docs.infor.com zpy1582711928170).
  const body = multipart(boundary, [
    { name: 'MessagePayload', bytes: inner },
    { name: 'ParameterRequest', bytes: packed },
  ]);
  return { url: `${base}/service/v2/multipartMessage`, headers, body };
}

function multipart(boundary: string, parts: readonly { name: string; bytes: Buffer }[]): Buffer<ArrayBuffer> {
  const pieces = parts.flatMap(({ name, bytes }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}
