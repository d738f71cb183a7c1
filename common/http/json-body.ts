import type { IncomingMessage } from 'node:http';
import { ForgeError } from '../forge-error.ts';

/** Answer status that goes with a request that cannot be read. */
export class BodyError extends ForgeError {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super('REQUEST_INVALID', message);
    this.status = status;
  }
}

/**
 * Reads a JSON request body.
 * @returns the parsed JSON, or `undefined` when the request announces no JSON
 * @throws BodyError 413 above `maxBytes`, 415 for a compressed body, 400 when it is no JSON
 */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json\b/i.test(contentType)) {
    request.resume();
    return undefined;
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new BodyError(415, `The request body is encoded as "${encoding}"; send it without compression.`);
  }
  const text = (await readBytes(request, maxBytes)).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError(400, 'The request body is not valid JSON.');
  }
}

/** By events, since an asynchronous iterator costs as much as all the rest of a small request. */
function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) {
      chunks.push(chunk);
      return;
    }
    request.pause();
    reject(new BodyError(413, `The request body is larger than the limit of ${maxBytes} bytes.`));
  });
  request.once('end', () => {
    const [first] = chunks;
    resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
  });
  request.once('error', reject);
  return promise;
}
