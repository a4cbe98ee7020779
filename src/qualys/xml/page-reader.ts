import { SaxesParser } from 'saxes';
import { BareAmpersands } from './bare-ampersands.ts';
import { TextDecoderWithRepair } from './decode.ts';
import type { XmlDocument } from './document.ts';
import { RecordBuilder } from './record-builder.ts';
import { XmlError } from './xml-error.ts';

/** How a reader treats its document. */
export interface PageReaderOptions {
  /**
   * Rewrites bare `&`, keeps unknown references as text and takes CDATA that holds the beginning of CDATA;
   * for the second attempt at a document.
   */
  readonly isTolerant?: boolean;
}

/** So much text is looked at to tell HTML and plain text from XML. */
const HEAD_LENGTH = 512;

const CDATA_START = '<![CDATA[';

/**
 * Reads one document from bytes as they arrive. Nothing counts before {@link end} returned: it throws
 * unless the closing tag of the root was seen. DTDs are never fetched, and there are no entities but
 * the five predefined ones and numeric references.
 *
 * @throws {XmlError} from every method.
 */
export class PageReader<R> {
  /** Name of the root element, as declared; undefined until it was seen. */
  rootName: string | undefined;
  /** Bytes so far. */
  bytes = 0;

  readonly #document: XmlDocument<R>;
  readonly #parser = new SaxesParser({ position: false, xmlns: false });
  readonly #decoder = new TextDecoderWithRepair();
  readonly #ampersands: BareAmpersands | undefined;
  #builder: RecordBuilder | undefined;
  #head: string | undefined = '';
  #repairedReferences = 0;
  #nestedCdata = 0;

  constructor(document: XmlDocument<R>, options: PageReaderOptions = {}) {
    this.#document = document;
    this.#ampersands = options.isTolerant === true ? new BareAmpersands() : undefined;
    this.#listen();
  }

  /** Takes the next bytes. */
  write(chunk: Uint8Array): void {
    this.bytes += chunk.byteLength;
    this.#writeText(this.#decoder.decode(chunk));
  }

  /** True if there is something to {@link take}. */
  get hasRecords(): boolean {
    return (this.#builder?.records.length ?? 0) > 0;
  }

  /** The records that were completed since the last call. */
  take(): readonly R[] {
    const builder = this.#builder;
    if (builder === undefined || builder.records.length === 0) return [];
    const { records } = builder;
    builder.records = [];
    // The declaration of the document is what makes them R.
    return records as R[];
  }

  /** Ends the document and gives what was built. */
  end(): RecordBuilder {
    this.#writeText(this.#decoder.end());
    if (this.#head !== undefined) this.#leaveHead();
    if (this.#ampersands !== undefined) this.#parse(this.#ampersands.rewrite('', true));
    const builder = this.#builder;
    // What follows the root (comments, oddity 8) may be cut: the data is whole.
    if (builder?.isClosed === true) return builder;
    throw new XmlError(
      'truncated',
      builder === undefined
        ? 'the answer holds no root element'
        : `the answer ends before </${this.rootName}>`,
    );
  }

  /** Characters, bytes and references that were repaired so far. */
  get repairs(): number {
    return this.#decoder.repairs + (this.#ampersands?.repairs ?? 0) + this.#repairedReferences;
  }

  /** How often something was taken that would have been an error without `isTolerant`. */
  get leniences(): number {
    return (this.#ampersands?.repairs ?? 0) + this.#repairedReferences + this.#nestedCdata;
  }

  #writeText(text: string): void {
    if (text === '') return;
    if (this.#head !== undefined) {
      this.#head += text;
      if (this.#head.trimStart().length >= HEAD_LENGTH) this.#leaveHead();
      return;
    }
    this.#feed(text);
  }

  /** Looks at the beginning once it is long enough, and only then lets the parser have it. */
  #leaveHead(): void {
    const head = (this.#head ?? '').replace(/^\uFEFF/, '').trimStart();
    this.#head = undefined;
    if (head === '') return;
    if (/^<(?:!doctype\s+html|html)\b/i.test(head)) {
      throw new XmlError('html', 'the answer is an HTML page', titleOf(head));
    }
    if (!head.startsWith('<')) {
      throw new XmlError('notXml', 'the answer is not XML', head.slice(0, 80));
    }
    this.#feed(head);
  }

  #feed(text: string): void {
    this.#parse(this.#ampersands === undefined ? text : this.#ampersands.rewrite(text, false));
  }

  #parse(text: string): void {
    if (text !== '') this.#parser.write(text);
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('error', (error) => {
      if (this.#ampersands !== undefined && / entity(?: name)?\.$/.test(error.message)) {
        this.#repairedReferences++;
      } else {
        throw new XmlError('malformed', `the answer is not well-formed XML: ${error.message}`);
      }
    });
    parser.on('opentag', (root) => {
      const builder = this.#openRoot(root.name);
      builder.open(root.name, root.attributes);
      // From here on the handlers know the builder, and nothing else has to be looked at per event.
      parser.on('opentag', (tag) => builder.open(tag.name, tag.attributes));
      parser.on('text', (text) => builder.text(text));
      parser.on('cdata', (text) => {
        if (text.includes(CDATA_START)) this.#foundNestedCdata();
        builder.cdata(text);
      });
      parser.on('closetag', (tag) => builder.close(tag.name));
    });
  }

  /**
   * A section inside of a section: the end of the outer one may have been garbled, and then everything
   * between the two is swallowed. What is the same at the second attempt belongs to the text.
   */
  #foundNestedCdata(): void {
    this.#nestedCdata++;
    if (this.#ampersands !== undefined) return;
    throw new XmlError('malformed', 'a CDATA section begins inside of another one');
  }

  #openRoot(name: string): RecordBuilder {
    const root = this.#document.roots.get(name) ?? this.#document.roots.get(name.toUpperCase());
    if (root === undefined) {
      const isHtml = name.toLowerCase() === 'html';
      throw new XmlError(
        isHtml ? 'html' : 'wrongRoot',
        isHtml ? 'the answer is an HTML page' : `the root element is <${name.slice(0, 60)}>`,
        name.slice(0, 60),
      );
    }
    this.rootName = root.name;
    this.#builder = new RecordBuilder(root);
    return this.#builder;
  }
}

/** Title of an HTML page, which is often the only thing that says what happened. */
function titleOf(html: string): string | undefined {
  return /<title[^>]*>([^<]{1,120})/i.exec(html)?.[1]?.trim();
}
