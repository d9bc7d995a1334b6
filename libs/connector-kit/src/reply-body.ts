import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { ConnectorError } from './errors.js';
import { codeOf } from './network-errors.js';

type Decoder = (data: Buffer, limit: { maxOutputLength: number }) => Buffer;

/** HTTP's deflate is the zlib format (RFC 9110 8.4.1.2); many servers send the bare stream, and browsers take both. */
const inflateAny: Decoder = (data, limit) => (hasZlibHeader(data) ? inflateSync : inflateRawSync)(data, limit);

/** RFC 1950 2.2: method 8, and the two bytes as a number divisible by 31. */
function hasZlibHeader(data: Buffer): boolean {
  return data.length >= 2 && ((data[0] ?? 0) & 0x0f) === 8 && data.readUInt16BE(0) % 31 === 0;
}

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateAny,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

export interface Limit {
  maxBytes: number;
  host: string;
}

/** Reads a body up to the limit. @throws ConnectorError `invalid-input` beyond it */
export async function readLimited(body: AsyncIterable<Buffer>, { maxBytes, host }: Limit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge({ host, maxBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Unpacks a body by its content-encoding, up to the limit.
 * @throws ConnectorError `invalid-input` beyond the limit, `unavailable` for a body that is not packed as it says
 */
export function decode(body: Buffer, encoding: string | undefined, { maxBytes, host }: Limit): Buffer {
  // Several are listed in the order in which they were applied.
  const encodings = (encoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  return encodings.reduceRight((packed, name) => decodeOne(packed, name, { maxBytes, host }), body);
}

function decodeOne(body: Buffer, encoding: string, { maxBytes, host }: Limit): Buffer {
  if (body.length === 0 || encoding === '' || encoding === 'identity') return body;
  const decoder = DECODERS[encoding];
  if (!decoder) throw unreadable(host, `is packed as “${encoding}”, which Jarvis does not know`);
  try {
    return decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    // A few kilobytes can unpack to gigabytes.
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge({ host, maxBytes });
    if (codeOf(error) === 'Z_BUF_ERROR') throw unreadable(host, `is packed as ${encoding} and ends too early`, error);
    throw unreadable(host, `says that it is packed as ${encoding}, and is not`, error);
  }
}

function unreadable(host: string, what: string, cause?: unknown): ConnectorError {
  return new ConnectorError({
    code: 'unavailable',
    message: `The reply of ${host} ${what}.`,
    hint: 'Send the header `accept-encoding: identity`, or look at what the service or a proxy in between does.',
    maybeSent: true,
    ...(cause === undefined ? {} : { cause }),
  });
}

function tooLarge({ maxBytes, host }: Limit): ConnectorError {
  return new ConnectorError({
    code: 'invalid-input',
    message: `The reply of ${host} is larger than ${Math.round(maxBytes / 1000)} kB.`,
    hint: 'Ask for less, for instance with a filter or paging.',
    maybeSent: true,
  });
}
