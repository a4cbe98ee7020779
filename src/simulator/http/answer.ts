/** A piece of a body; bytes only where a fault wants what is no text. */
export type BodyPart = string | Buffer;

/** What an endpoint answers. The body is written as the reader takes it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Iterable<BodyPart>;
}

/** An XML document. */
export function xmlAnswer(body: string | Iterable<BodyPart>, status = 200): Answer {
  return { status, contentType: 'application/xml', body };
}
