import { expect, test } from 'vitest';
import { nextIdMin, nextLastId } from './cursor.ts';
import { type Envelope, HOST_LIST_DOCUMENT } from './documents.ts';
import { readDocument } from './testing/read-document.ts';

/** The envelope of a page whose WARNING holds the given elements. */
function warning(elements: string): Envelope {
  const page = `<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><HOST_LIST><HOST><ID>1</ID></HOST></HOST_LIST><WARNING>${elements}</WARNING></RESPONSE></HOST_LIST_OUTPUT>`;
  return readDocument(HOST_LIST_DOCUMENT, page).builder.root as Envelope;
}
const code = (n: number) => `<CODE>${n}</CODE><TEXT>1 record limit exceeded.</TEXT>`;

test.each([
  // Another host, another version, parameters never sent, padding (oddity 19).
  '<URL>\n  <![CDATA[https://qualysapi.internal.example/api/4.0/fo/asset/host/?action=list&details=All&truncation_limit=1&cloud_agent_activationkey=0&id_min=100002]]>\n</URL>',
  '<URL>https://x.example/?id_min=100002&amp;action=list</URL>',
  '<URL><![CDATA[https://x.example/?action=list&amp;id_min=100002]]></URL>',
])('only id_min is read from %s', (url) => {
  expect(nextIdMin(warning(code(1980) + url), 'host-list', undefined)).toBe('100002');
  expect(nextIdMin(warning(url), 'host-list', '100001')).toBe('100002');
});

test('a page without a warning is the last one', () => {
  expect(nextIdMin({}, 'host-list', '5')).toBeUndefined();
  expect(nextIdMin({ response: { datetime: 1 } }, 'host-list', undefined)).toBeUndefined();
  expect(nextIdMin(warning(code(1234)), 'host-list', undefined)).toBeUndefined();
});

test('a cursor that does not move on is an error', () => {
  for (const cursor of ['100002', '100003', '99999999999999999999']) {
    const url = '<URL>https://x.example/?id_min=100002</URL>';
    expect(() => nextIdMin(warning(code(1980) + url), 'host-list', cursor)).toThrow(
      expect.objectContaining({ code: 'Q_CURSOR_STUCK' }),
    );
  }
});

test('a cut list that does not say where it goes on is an error', () => {
  for (const url of [
    '',
    '<URL>https://x.example/?my_id_min=5</URL>',
    '<URL>https://x.example/</URL>',
  ]) {
    expect(() => nextIdMin(warning(code(1980) + url), 'host-list', undefined)).toThrow(
      expect.objectContaining({ code: 'Q_CURSOR_MISSING' }),
    );
  }
});

test('a qps search goes on behind lastId while there are more records', () => {
  const next = (envelope: Envelope, cursor?: string) => nextLastId(envelope, 'web-apps', cursor);
  expect(next({ hasMoreRecords: true, lastId: '300002' })).toBe('300002');
  expect(next({ hasMoreRecords: true, lastId: '300002' }, '300001')).toBe('300002');
  expect(next({ hasMoreRecords: false, lastId: '300002' })).toBeUndefined();
  expect(next({ count: 100 })).toBeUndefined();
  expect(() => next({ hasMoreRecords: true })).toThrow(
    expect.objectContaining({ code: 'Q_CURSOR_MISSING' }),
  );
  expect(() => next({ hasMoreRecords: true, lastId: '300002' }, '300002')).toThrow(
    expect.objectContaining({ code: 'Q_CURSOR_STUCK' }),
  );
});
