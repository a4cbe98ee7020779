import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 16 * 1024 * 1024;

/** Reads a request body as UTF-8; undefined when it is larger than 16 MB. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
