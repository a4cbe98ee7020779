/**
 * What can be wrong with a document. `truncated` is a document that ends too early, an empty one
 * included; `html` and `notXml` are recognised before anything is parsed.
 */
export type XmlFault = 'malformed' | 'truncated' | 'wrongRoot' | 'html' | 'notXml';

/** A body that is not the document that was asked for. The HTTP side turns it into a QualysError. */
export class XmlError extends Error {
  readonly fault: XmlFault;
  /** The root element, or the beginning of the text. */
  readonly found: string | undefined;

  constructor(fault: XmlFault, message: string, found?: string) {
    super(message);
    this.name = 'XmlError';
    this.fault = fault;
    this.found = found;
  }
}
