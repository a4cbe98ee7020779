/** What an endpoint answers. The body is written as the reader takes it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Iterable<string>;
}

/** An XML document. */
export function xmlAnswer(body: string | Iterable<string>, status = 200): Answer {
  return { status, contentType: 'application/xml', body };
}
