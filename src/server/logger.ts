import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

const SECRETS = [
  'authorization',
  'cookie',
  'csrfToken',
  'password',
  'secret',
  'set-cookie',
  'token',
];

/** Where a secret can stand in what is logged: at the top, and up to two levels deep. */
const PATHS = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/**
 * The log of the server: one JSON document a line. Requests are logged by their route, never with headers, bodies or
 * addresses as they were typed; what still gets in under the name of a secret is taken out.
 */
export function createLogger(stream: DestinationStream): Logger {
  return pino(
    {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: PATHS, censor: '[redacted]' },
    },
    stream,
  );
}
