import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { ServerError } from '../errors.ts';
import { PROBLEM_TYPE, problemAnswer } from '../problem.ts';

/** Answers what is no HTTP request, or one with headers beyond all measure, and hangs up. */
export function answerBrokenRequest(
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const error = new ServerError('H_INVALID', { problems: 'it is no whole HTTP request' });
  const { status, body } = problemAnswer(error, randomUUID());
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${body.title}\r\n${lines.join('')}\r\n${text}`);
}
