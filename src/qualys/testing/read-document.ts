import type { XmlDocument } from '../xml/document.ts';
import { PageReader, type PageReaderOptions } from '../xml/page-reader.ts';

/** Reads a whole document for a test, optionally cut into chunks of given sizes. */
export function readDocument<R>(
  document: XmlDocument<R>,
  content: string | Uint8Array,
  options: PageReaderOptions & { readonly cuts?: readonly number[] } = {},
) {
  const reader = new PageReader(document, options);
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
  const records: R[] = [];
  let from = 0;
  for (const size of options.cuts ?? []) {
    reader.write(bytes.subarray(from, from + size));
    records.push(...reader.take());
    from += size;
  }
  reader.write(bytes.subarray(from));
  const builder = reader.end();
  records.push(...reader.take());
  return { records, builder, reader, repairs: reader.repairs };
}

/** A host list detection page around the content of HOST_LIST; invented. */
export function detectionPage(hosts: string): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE HOST_LIST_VM_DETECTION_OUTPUT SYSTEM "https://qualysapi.qg3.apps.qualys.com/output.dtd">
<HOST_LIST_VM_DETECTION_OUTPUT>
  <RESPONSE>
    <DATETIME>2026-11-24T08:00:00Z</DATETIME>
    <HOST_LIST>${hosts}</HOST_LIST>
  </RESPONSE>
</HOST_LIST_VM_DETECTION_OUTPUT>
<!-- CONFIDENTIAL //-->
`;
}

/** A host with one detection around the given elements. */
export function detectionPageOf(elements: string): string {
  return detectionPage(
    `<HOST><ID>100001</ID><DETECTION_LIST><DETECTION><QID>990001</QID>${elements}</DETECTION></DETECTION_LIST></HOST>`,
  );
}
