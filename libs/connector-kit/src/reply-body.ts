import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { ConnectorError } from './errors.js';
import { codeOf } from './network-errors.js';

const DECODERS: Readonly<Record<string, (data: Buffer, limit: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
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

/** Unpacks a body by its content-encoding, up to the limit. */
export function decode(body: Buffer, encoding: string | undefined, { maxBytes, host }: Limit): Buffer {
  const decoder = encoding === undefined ? undefined : DECODERS[encoding.trim().toLowerCase()];
  if (!decoder || body.length === 0) return body;
  try {
    return decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    // A few kilobytes can unpack to gigabytes.
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge({ host, maxBytes });
    throw error;
  }
}

function tooLarge({ maxBytes, host }: Limit): ConnectorError {
  return new ConnectorError({
    code: 'invalid-input',
    message: `The reply of ${host} is larger than ${Math.round(maxBytes / 1000)} kB.`,
    hint: 'Ask for less, for instance with a filter or paging.',
    maybeSent: true,
  });
}
