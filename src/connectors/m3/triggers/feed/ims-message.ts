import type { Json, JsonObject } from '../../../../core/json.ts';
import type { Delivery } from '../../../kit/connector.ts';
import { parseJsonText } from '../../../kit/json-text.ts';
import { readMultipart } from './multipart.ts';
import { unpackDocument } from './payload.ts';

/** A message of ION, unpacked. */
export interface ImsMessage {
  /** `Sync.SalesOrder`. */
  readonly documentName: string;
  readonly messageId: string;
  readonly text: string;
}

export type ReadMessage = ImsMessage | { readonly fault: 'too-large' | 'unreadable'; readonly why: string };

const unreadable = (why: string): ReadMessage => ({ fault: 'unreadable', why });

/** Parameters and document of a message before it is unpacked. */
interface Packed {
  readonly parameter: (name: string) => string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a message as ION posts it: JSON with the document inside (`message`, v2), a part with parameters and a part
 * with bytes (`multipartMessage`, v2 and v3), or one part with its parameters in query and headers
 * (`message/multipart`, v3). In v2 ION names the two parts the wrong way round
 * (docs.infor.com zpy1582711928170), so they are told apart by what is in them.
 */
export async function readImsMessage(delivery: Delivery): Promise<ReadMessage> {
  const type = delivery.headers['content-type'] ?? '';
  const packed = type.toLowerCase().startsWith('multipart/') ? fromParts(delivery, type) : fromJson(delivery);
  if (typeof packed === 'string') return unreadable(packed);
  const unpacked = await unpackDocument(packed.bytes, packed.parameter('encoding'), packed.parameter('characterSet'));
  if ('fault' in unpacked) return unpacked;
  return {
    documentName: packed.parameter('documentName').slice(0, 100),
    messageId: packed.parameter('messageId').slice(0, 100),
    text: unpacked.text,
  };
}

function fromJson({ body }: Delivery): Packed | string {
  const value = jsonObject(body);
  if (!value) return 'the body is neither multipart nor a JSON object';
  const document = value['document'];
  const inner = objectOr(document);
  const text = typeof document === 'string' ? document : inner['value'];
  if (typeof text !== 'string') return 'the message has no document.value';
  return { parameter: reader(value, inner), bytes: Buffer.from(text) };
}

function fromParts(delivery: Delivery, type: string): Packed | string {
  const parts = readMultipart(type, delivery.body);
  if (!parts || parts.length === 0) return 'the multipart body cannot be split into its parts';
  const given = parts.map((part) => ({
    part,
    value: part.bytes.byteLength < 100_000 ? jsonObject(part.bytes) : undefined,
  }));
  const parameters = given.find(({ value }) => value !== undefined && lookUp(value, 'documentName') !== '');
  const payload = given.find((each) => each !== parameters);
  if (!payload) return 'the multipart body has no part with the document';
  if (parameters?.value) {
    const document = parameters.value['document'];
    const inner = objectOr(document);
    return { parameter: reader(parameters.value, inner), bytes: payload.part.bytes };
  }
  return { parameter: besideTheBody(delivery), bytes: payload.part.bytes };
}

/** Parameters that stand in query or headers, whatever their case and prefix. */
function besideTheBody({ query = {}, headers }: Delivery): Packed['parameter'] {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return (name) => {
    for (const source of [query, headers]) {
      for (const [key, value] of Object.entries(source)) if (plain(key) === plain(name)) return value;
      // `content-encoding` and its like are HTTP's own.
      for (const [key, value] of Object.entries(source)) {
        if (/^(?:x-|ims-|infor-)/i.test(key) && plain(key).endsWith(plain(name))) return value;
      }
    }
    return '';
  };
}

function reader(...sources: readonly JsonObject[]): Packed['parameter'] {
  return (name) => {
    for (const source of sources) {
      const text = lookUp(source, name);
      if (text !== '') return text;
    }
    return '';
  };
}

function lookUp(source: JsonObject, name: string): string {
  const key = Object.keys(source).find((each) => each.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : source[key];
  return typeof value === 'string' ? value : '';
}

function objectOr(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function jsonObject(bytes: Uint8Array): JsonObject | undefined {
  const parsed = parseJsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  if ('fault' in parsed) return undefined;
  const { value } = parsed;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
