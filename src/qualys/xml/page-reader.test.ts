import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETECTION_DOCUMENT, HOST_LIST_DOCUMENT, KNOWLEDGE_BASE_DOCUMENT } from '../documents.ts';
import { detectionPage, detectionPageOf, readDocument } from '../testing/read-document.ts';
import { PageReader } from './page-reader.ts';
import { XmlError } from './xml-error.ts';

/** A page with what matters for cutting: CDATA, references, several bytes per character, comments. */
const PAGE = detectionPage(`
  <HOST>
    <ID>100001</ID>
    <OS>
      <![CDATA[Ubuntu “Linux” 22.04 🐧 ]]]]>
    </OS>
    <DNS>a &amp; b &#x41;</DNS>
    <!-- keep-alive -->
    <TAGS><TAG><TAG_ID>1</TAG_ID><NAME><![CDATA[Zürich]]></NAME></TAG></TAGS>
    <DETECTION_LIST>
      <DETECTION><UNIQUE_VULN_ID>5</UNIQUE_VULN_ID><QID>38739</QID><RESULTS><![CDATA[  a\tb
   c]]></RESULTS><QDS severity="LOW">7</QDS></DETECTION>
      <DETECTION><QID>45038</QID><SSL>0</SSL></DETECTION>
    </DETECTION_LIST>
  </HOST>
  <HOST><ID>100002</ID></HOST>`);
const BYTES = Buffer.from(PAGE, 'utf8');
const END_OF_ROOT =
  BYTES.indexOf('</HOST_LIST_VM_DETECTION_OUTPUT>') + '</HOST_LIST_VM_DETECTION_OUTPUT>'.length;

function errorOf(run: () => unknown): XmlError {
  try {
    run();
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a whole document', () => {
  test('gives its records, trimmed, converted and in order', () => {
    const { records, builder } = readDocument(DETECTION_DOCUMENT, PAGE);
    expect(records).toEqual([
      {
        id: '100001',
        os: 'Ubuntu “Linux” 22.04 🐧 ]]',
        dns: 'a & b A',
        tags: [{ id: '1', name: 'Zürich' }],
        detectionList: [
          {
            uniqueVulnId: '5',
            qid: 38739,
            results: '  a\tb\n   c',
            qds: { value: 7, severity: 'LOW' },
          },
          { qid: 45038, ssl: false },
        ],
      },
      { id: '100002' },
    ]);
    expect(builder.root).toEqual({ response: { datetime: Date.UTC(2026, 10, 24, 8) } });
    expect(builder.unknownElements.size).toBe(0);
  });

  test('gives the same records however the bytes are cut', () => {
    const whole = readDocument(DETECTION_DOCUMENT, PAGE).records;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 60 }), (cuts) => {
        expect(readDocument(DETECTION_DOCUMENT, PAGE, { cuts }).records).toEqual(whole);
      }),
      { seed: 20261124, numRuns: 300 },
    );
    const single = Array.from({ length: BYTES.length }, () => 1);
    expect(readDocument(DETECTION_DOCUMENT, PAGE, { cuts: single }).records).toEqual(whole);
  });

  test('that is cut anywhere before the end of its root is an error', () => {
    for (let end = 0; end < END_OF_ROOT; end++) {
      const error = errorOf(() => readDocument(DETECTION_DOCUMENT, BYTES.subarray(0, end)));
      expect(error.fault, `cut at byte ${end}`).toBe('truncated');
    }
  });

  test('may be cut in the comments behind its root', () => {
    for (let end = END_OF_ROOT; end <= BYTES.length; end++) {
      expect(readDocument(DETECTION_DOCUMENT, BYTES.subarray(0, end)).records).toHaveLength(2);
    }
  });

  test('may begin with a byte order mark and blanks', () => {
    expect(
      readDocument(DETECTION_DOCUMENT, `\uFEFF \n${PAGE.slice(PAGE.indexOf('<HOST_'))}`).records,
    ).toHaveLength(2);
  });

  test('has children in any order', () => {
    const page = detectionPage(
      '<HOST><DETECTION_LIST><DETECTION><TYPE>Info</TYPE><QID>1</QID></DETECTION></DETECTION_LIST><OS>x</OS><ID>7</ID></HOST>' +
        '<HOST><ID>8</ID><OS>y</OS></HOST>',
    );
    expect(readDocument(DETECTION_DOCUMENT, page).records).toEqual([
      { id: '7', os: 'x', detectionList: [{ qid: 1, type: 'Info' }] },
      { id: '8', os: 'y' },
    ]);
  });

  test('may have its names in lower case (oddity 34)', () => {
    const page = detectionPageOf('<SEVERITY>4</SEVERITY>').replace(/<\/?[A-Z_]+/g, (tag) =>
      tag.toLowerCase(),
    );
    expect(readDocument(DETECTION_DOCUMENT, page).records).toEqual([
      { id: '100001', detectionList: [{ qid: 990001, severity: 4 }] },
    ]);
  });
});

describe('undeclared elements', () => {
  test('are counted by path and skipped with all that is in them', () => {
    const page = detectionPage(
      '<HOST><ID>1</ID><NEW><ID>2</ID><OS>no</OS></NEW><NEW/><TAGS><OTHER>x</OTHER><TAG><NAME>n</NAME></TAG></TAGS></HOST>',
    );
    const { records, builder } = readDocument(DETECTION_DOCUMENT, page);
    expect(records).toEqual([{ id: '1', tags: [{ name: 'n' }] }]);
    const host = 'HOST_LIST_VM_DETECTION_OUTPUT/RESPONSE/HOST_LIST/HOST';
    expect([...builder.unknownElements]).toEqual([
      [`${host}/NEW`, 2],
      [`${host}/TAGS/OTHER`, 1],
    ]);
  });

  test('inside a plain element do not reach its text', () => {
    const { records, builder } = readDocument(
      DETECTION_DOCUMENT,
      detectionPage('<HOST><ID>1</ID><OS>Linux<B>bold</B></OS></HOST>'),
    );
    expect(records[0]?.os).toBe('Linux');
    const nested = detectionPage(
      '<HOST><ID>1</ID><OS>a<OS>b</OS>c</OS><DNS>d</DNS></HOST>'.repeat(2),
    );
    const host = { id: '1', os: 'ac', dns: 'd' };
    expect(readDocument(DETECTION_DOCUMENT, nested).records).toEqual([host, host]);
    expect([...builder.unknownElements.keys()][0]).toMatch(/\/OS\/B$/);
  });

  test('of thousands of names do not fill the memory', () => {
    const many = Array.from({ length: 2000 }, (_, n) => `<X${n}/>`).join('');
    const { builder } = readDocument(
      DETECTION_DOCUMENT,
      detectionPage(`<HOST><ID>1</ID>${many}</HOST>`),
    );
    expect(builder.unknownElements.size).toBeLessThanOrEqual(501);
    expect([...builder.unknownElements.values()].reduce((a, b) => a + b)).toBe(2000);
  });
});

describe('values', () => {
  test('that are not what the declaration says are absent and counted', () => {
    const { records, builder } = readDocument(
      DETECTION_DOCUMENT,
      detectionPageOf(
        '<SEVERITY>high</SEVERITY><PORT>N/A</PORT><SSL>yes</SSL><LAST_FOUND_DATETIME>soon</LAST_FOUND_DATETIME><LAST_FIXED_DATETIME>None</LAST_FIXED_DATETIME>',
      ),
    );
    expect(records[0]?.detectionList).toEqual([{ qid: 990001 }]);
    expect([...builder.badValues.keys()].map((path) => path.split('/').at(-1))).toEqual([
      'SEVERITY',
      'SSL',
      'LAST_FOUND_DATETIME',
    ]);
  });

  test('of empty elements are absent, of empty lists empty', () => {
    const { records } = readDocument(
      DETECTION_DOCUMENT,
      detectionPage(
        '<HOST><ID>1</ID><OS></OS><DNS/><DNS_DATA><FQDN/></DNS_DATA><ASSET_GROUP_LIST /><TAGS/></HOST>',
      ),
    );
    expect(records).toEqual([{ id: '1', tags: [] }]);
  });

  test('keep what looks like a number as text', () => {
    const { records } = readDocument(
      HOST_LIST_DOCUMENT,
      '<HOST_LIST_OUTPUT><RESPONSE><HOST_LIST><HOST><ID>1</ID><OS>11</OS><SERIAL_NUMBER>0012</SERIAL_NUMBER><NETBIOS>true</NETBIOS></HOST></HOST_LIST></RESPONSE></HOST_LIST_OUTPUT>',
    );
    expect(records).toEqual([{ id: '1', os: '11', serialNumber: '0012', netbios: 'true' }]);
  });

  test('of RESULTS keep their white space, but not that around the CDATA', () => {
    const results = (xml: string) =>
      readDocument(DETECTION_DOCUMENT, detectionPageOf(`<RESULTS>${xml}</RESULTS>`)).records[0]
        ?.detectionList?.[0]?.results;
    expect(results('\n  <![CDATA[  a\n]]>\n')).toBe('  a\n');
    expect(results('  plain\n')).toBe('  plain\n');
    expect(results('<![CDATA[a]]>\n<![CDATA[b]]>')).toBe('ab');
    expect(results('x<![CDATA[a]]> y ')).toBe('xa y ');
    expect(results('<![CDATA[ ]]>')).toBeUndefined();
  });
});

describe('bad records', () => {
  test('a detection with a garbled QID is left out and named with its host, wherever the id stands', () => {
    const page = detectionPage(
      '<HOST><DETECTION_LIST><DETECTION><QID>12\u00013</QID></DETECTION><DETECTION><QID>5</QID></DETECTION><DETECTION/></DETECTION_LIST><ID>77</ID></HOST>',
    );
    const { records, builder, repairs } = readDocument(DETECTION_DOCUMENT, page);
    expect(records).toEqual([{ id: '77', detectionList: [{ qid: 5 }] }]);
    const path = 'HOST_LIST_VM_DETECTION_OUTPUT/RESPONSE/HOST_LIST/HOST/DETECTION_LIST/DETECTION';
    expect(builder.badRecords).toEqual([
      { path, key: 'qid', text: '12?3', recordId: '77' },
      { path, key: 'qid', recordId: '77' },
    ]);
    expect(repairs).toBe(1);
  });

  test('a host with a garbled id is left out and named', () => {
    const { records, builder } = readDocument(
      DETECTION_DOCUMENT,
      detectionPage('<HOST><ID>1x</ID></HOST><HOST><ID>2</ID></HOST>'),
    );
    expect(records).toEqual([{ id: '2' }]);
    expect(builder.badRecords).toMatchObject([{ key: 'id', text: '1x' }]);
    expect(builder.recordCount).toBe(1);
  });
});

describe('illegal bytes in a whole document (oddity 2)', () => {
  test('are replaced and counted', () => {
    const bytes = Buffer.concat([
      Buffer.from(PAGE.slice(0, PAGE.indexOf('Ubuntu'))),
      Buffer.from([0x00, 0x1b, 0xff, 0xc3, 0x28]),
      Buffer.from(PAGE.slice(PAGE.indexOf('Ubuntu'))),
    ]);
    for (const cuts of [[], [300], Array.from({ length: bytes.length }, () => 1)]) {
      const { records, repairs } = readDocument(DETECTION_DOCUMENT, bytes, { cuts });
      expect(records[0]?.os).toMatch(/^\uFFFD+\(Ubuntu/);
      expect(repairs).toBe(4);
    }
  });

  test('a clean document has none', () => {
    expect(readDocument(DETECTION_DOCUMENT, PAGE).repairs).toBe(0);
    expect(readDocument(DETECTION_DOCUMENT, detectionPageOf('<FQDN>a\uFFFDb</FQDN>')).repairs).toBe(
      0,
    );
  });

  test('noncharacters are replaced too', () => {
    const { records, repairs } = readDocument(
      DETECTION_DOCUMENT,
      detectionPageOf('<FQDN>a\uFFFEb\uFFFF</FQDN>'),
    );
    expect(records[0]?.detectionList?.[0]?.fqdn).toBe('a\uFFFDb\uFFFD');
    expect(repairs).toBe(2);
  });

  test('a bare & does not parse at first and is read as text by a tolerant reader', () => {
    const page = detectionPageOf(
      '<SERVICE>R&D; x</SERVICE><FQDN>AT&T</FQDN><INSTANCE>&nbsp;&#0;</INSTANCE><RESULTS><![CDATA[a & b &amp; c]]></RESULTS>',
    );
    expect(errorOf(() => readDocument(DETECTION_DOCUMENT, page)).fault).toBe('malformed');
    for (const cuts of [[], [250, 10, 3, 1, 1, 1, 1, 1, 1, 20, 40]]) {
      const { records, repairs } = readDocument(DETECTION_DOCUMENT, page, {
        cuts,
        isTolerant: true,
      });
      expect(records[0]?.detectionList?.[0]).toEqual({
        qid: 990001,
        service: 'R&D; x',
        fqdn: 'AT&T',
        instance: '&nbsp;&#0;',
        results: 'a & b &amp; c',
      });
      expect(repairs).toBe(4);
    }
  });

  test('a tolerant reader is no more tolerant of cut or garbled documents', () => {
    const isTolerant = true;
    expect(
      errorOf(() => readDocument(DETECTION_DOCUMENT, BYTES.subarray(0, 700), { isTolerant })).fault,
    ).toBe('truncated');
    expect(
      errorOf(() =>
        readDocument(DETECTION_DOCUMENT, PAGE.replace('</OS>', '</SO>'), { isTolerant }),
      ).fault,
    ).toBe('malformed');
  });
});

describe('what is not the document', () => {
  test.each([
    ['html', '<!DOCTYPE html><html><head><title>Maintenance</title></head></html>', 'Maintenance'],
    ['html', '\n<HTML><BODY>no</BODY></HTML>', undefined],
    ['html', '<!-- hello --><html></html>', 'html'],
    ['notXml', '{"error":"no"}', '{"error":"no"}'],
    ['notXml', '----BEGIN_RESPONSE_HEADER_CSV', '----BEGIN_RESPONSE_HEADER_CSV'],
    ['wrongRoot', '<SCAN_LIST_OUTPUT></SCAN_LIST_OUTPUT>', 'SCAN_LIST_OUTPUT'],
    ['wrongRoot', '<ServiceResponse/>', 'ServiceResponse'],
    ['truncated', '', undefined],
    ['truncated', ' \n ', undefined],
    ['truncated', '<?xml version="1.0"?>', undefined],
    ['malformed', '<HOST_LIST_VM_DETECTION_OUTPUT></X>', undefined],
    ['malformed', '<HOST_LIST_VM_DETECTION_OUTPUT/><HOST_LIST_VM_DETECTION_OUTPUT/>', undefined],
  ])('is told apart: %s %s', (fault, content, found) => {
    const error = errorOf(() => readDocument(DETECTION_DOCUMENT, content));
    expect([error.fault, error.found]).toEqual([fault, found]);
  });

  test('an entity that the document declares itself is not resolved', () => {
    const page =
      '<!DOCTYPE KNOWLEDGE_BASE_VULN_LIST_OUTPUT [<!ENTITY a "aaaa">]><KNOWLEDGE_BASE_VULN_LIST_OUTPUT><RESPONSE><VULN_LIST><VULN><QID>1</QID><TITLE>&a;</TITLE></VULN></VULN_LIST></RESPONSE></KNOWLEDGE_BASE_VULN_LIST_OUTPUT>';
    expect(errorOf(() => readDocument(KNOWLEDGE_BASE_DOCUMENT, page)).fault).toBe('malformed');
  });

  test('an error document is one of the documents', () => {
    const reader = new PageReader(DETECTION_DOCUMENT);
    reader.write(
      Buffer.from(
        '<SIMPLE_RETURN><RESPONSE><CODE>1965</CODE><TEXT>wait</TEXT><ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>181</VALUE></ITEM></ITEM_LIST></RESPONSE></SIMPLE_RETURN>',
      ),
    );
    expect(reader.end().root).toEqual({
      response: {
        code: '1965',
        text: 'wait',
        itemList: [{ key: 'SECONDS_TO_WAIT', value: '181' }],
      },
    });
    expect(reader.rootName).toBe('SIMPLE_RETURN');
  });
});
