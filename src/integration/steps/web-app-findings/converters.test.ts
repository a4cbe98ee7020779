import { expect, test } from 'vitest';
import { declarationErrors, schemaErrors } from '../../testing/class-schemas.ts';
import { webAppFindingsOf } from '../../testing/records-of.ts';
import type { ConverterContext } from '../context.ts';
import { convertWebAppFinding, identifiedRelationship } from './converters.ts';

const CONTEXT: ConverterContext = {
  instanceId: 'i-1',
  accountName: 'Main',
  accountTag: 'Main',
  apiUrl: 'https://qualysapi.qualys.eu',
  resultQids: new Set(),
};

function converted(xml: string) {
  const [record] = webAppFindingsOf(`<Finding>${xml}</Finding>`);
  const finding = convertWebAppFinding(
    { ...record!, id: record!.id!, webApp: { ...record!.webApp, id: record!.webApp!.id! } },
    CONTEXT,
  );
  expect(schemaErrors(finding.entity)).toEqual([]);
  expect(declarationErrors(finding.entity)).toEqual([]);
  return finding;
}

const UNIQUE = '11111111-2222-4333-8444-000000000002';
const APP =
  '<webApp><id>300001</id><name><![CDATA[Shop]]></name><tags><count>1</count><list><Tag><id>1</id><name>Prod</name></Tag></list></tags></webApp>';

// Reference 13.2, with the parts of verbose=true.
test('a vulnerability', () => {
  const finding =
    converted(`<id>7000002</id><uniqueId>${UNIQUE}</uniqueId><qid>150001</qid><detectionScore>70</detectionScore>
    <name><![CDATA[Reflected XSS]]></name><type>VULNERABILITY</type><potential>false</potential><findingType>QUALYS</findingType><group>XSS</group>
    <cwe><count>2</count><list><long>79</long><long>20</long></list></cwe>
    <owasp><count>1</count><list><OWASP><name>Injection</name><url>x</url><code>3</code></OWASP></list></owasp>
    <wasc><count>1</count><list><WASC><name>CROSS-SITE SCRIPTING</name></WASC></list></wasc><param>q</param>
    <severity>5</severity><url><![CDATA[https://shop.example.com/search?q=1&x=2]]></url><status>ACTIVE</status>
    <firstDetectedDate>2026-04-12T21:15:33Z</firstDetectedDate><lastDetectedDate>2026-11-20T21:15:33Z</lastDetectedDate><lastTestedDate>2026-11-20T21:15:34Z</lastTestedDate>
    <timesDetected>7</timesDetected>${APP}<isIgnored>false</isIgnored><cvssV3><base>6.1</base></cvssV3>`);
  expect(finding.ref).toEqual({ space: 'web-app', id: '300001' });
  expect(finding.entity).toMatchObject({
    _key: UNIQUE,
    _type: 'qualys_web_app_finding',
    _class: ['Finding'],
    'tag.AccountName': 'Main',
    name: 'Reflected XSS',
    category: 'app-scan',
    severity: 'critical',
    numericSeverity: 10,
    qualysSeverity: 5,
    open: true,
    qid: 150001,
    qualysFindingId: '7000002',
    cweIds: ['CWE-79', 'CWE-20'],
    owaspCategories: ['Injection'],
    wascCategories: ['CROSS-SITE SCRIPTING'],
    param: 'q',
    url: 'https://shop.example.com/search?q=1&x=2',
    targets: ['Shop'],
    tags: ['Prod'],
    webAppId: '300001',
    webAppName: 'Shop',
    detectionScore: 70,
    cvssScoreV3: 6.1,
    numTimesFound: 7,
    lastTestedOn: Date.UTC(2026, 10, 20, 21, 15, 34),
  });
  expect(identifiedRelationship(finding)).toEqual({
    _key: `qualys-service:was|identified|${UNIQUE}`,
    _type: 'qualys_web_app_scanner_identified_web_app_finding',
    _class: 'IDENTIFIED',
    _fromEntityKey: 'qualys-service:was',
    _toEntityKey: UNIQUE,
  });
});

test('gathered information has no status and is not open', () => {
  const { entity } = converted(
    `<id>1</id><uniqueId>${UNIQUE}</uniqueId><qid>150210</qid><type>INFORMATION_GATHERED</type><severity>3</severity>${APP}`,
  );
  expect(entity).toMatchObject({ open: false, name: 'QID 150210' });
  expect(entity['status']).toBeUndefined();
});

test('fixed and ignored ones are closed and say why', () => {
  const base = `<id>1</id><uniqueId>${UNIQUE}</uniqueId><qid>1</qid><type>VULNERABILITY</type>${APP}`;
  expect(
    converted(`${base}<status>FIXED</status><fixedDate>2026-10-01T00:00:00Z</fixedDate>`).entity,
  ).toMatchObject({ open: false, closedReason: 'fixed', resolvedOn: Date.UTC(2026, 9, 1) });
  const reopened = converted(
    `${base}<status>REOPENED</status><fixedDate>2026-10-01T00:00:00Z</fixedDate>`,
  ).entity;
  for (const name of ['resolvedOn', 'closedReason']) expect(reopened[name]).toBeUndefined();
  expect(
    converted(
      `${base}<status>ACTIVE</status><isIgnored>true</isIgnored><ignoredReason>RISK_ACCEPTED</ignoredReason><ignoredDate>2026-10-02T00:00:00Z</ignoredDate><ignoredComment>ok</ignoredComment>`,
    ).entity,
  ).toMatchObject({
    open: false,
    closedReason: 'ignored',
    isIgnored: true,
    ignoredReason: 'RISK_ACCEPTED',
    ignoredOn: Date.UTC(2026, 9, 2),
    ignoredComment: 'ok',
  });
});

test('without a unique id the record id is the key', () => {
  expect(converted(`<id>7000009</id><qid>1</qid>${APP}`).entity._key).toBe(
    'web-app-finding:7000009',
  );
});
