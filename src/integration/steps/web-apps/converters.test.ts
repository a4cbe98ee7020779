import { expect, test } from 'vitest';
import { declarationErrors, schemaErrors } from '../../testing/class-schemas.ts';
import { webAppsOf } from '../../testing/records-of.ts';
import { convertWebApp } from './converters.ts';

function converted(xml: string) {
  const [webApp] = webAppsOf(`<WebApp>${xml}</WebApp>`);
  const target = convertWebApp({ ...webApp!, id: webApp!.id! });
  expect(schemaErrors(target.entity)).toEqual([]);
  expect(declarationErrors(target.entity)).toEqual([]);
  return target;
}

// Reference 13.1: a name that looks like a number, tags counted and listed.
test('a web application keeps a numeric name as text', () => {
  const target =
    converted(`<id>300002</id><name><![CDATA[12345]]></name><url>http://192.0.2.20:8080/</url><owner><id>4001</id></owner>
    <riskScore>210</riskScore><tags><count>2</count><list><Tag><id>2</id><name>Prod</name></Tag><Tag><id>1</id><name>DMZ</name></Tag></list></tags>
    <createdDate>2026-04-12T21:13:24Z</createdDate><updatedDate>2026-04-12T21:14:51Z</updatedDate>`);
  expect(target).toMatchObject({
    scannerKey: 'qualys-service:was',
    ref: { space: 'web-app', id: '300002' },
    order: 300002,
    isEnriched: true,
    entity: {
      _key: 'qualys-web-app:300002',
      _type: 'web_app',
      _class: ['Application'],
      name: '12345',
      displayName: '12345',
      webAppId: '300002',
      url: 'http://192.0.2.20:8080/',
      ownerId: '4001',
      tags: ['DMZ', 'Prod'],
      truRiskScore: 210,
      createdOn: Date.UTC(2026, 3, 12, 21, 13, 24),
      updatedOn: Date.UTC(2026, 3, 12, 21, 14, 51),
    },
  });
});

test('tags: one, and none in both shapes', () => {
  const one = '<tags><count>1</count><list><Tag><id>1</id><name>7</name></Tag></list></tags>';
  expect(converted(`<id>1</id><name>a</name>${one}`).entity['tags']).toEqual(['7']);
  expect(
    converted('<id>1</id><name>a</name><tags><count>0</count></tags>').entity['tags'],
  ).toBeUndefined();
  expect(
    converted('<id>1</id><name>a</name><tags><count>0</count><list/></tags>').entity['tags'],
  ).toBeUndefined();
});

test('without a name the address stands for it', () => {
  expect(converted('<id>1</id><url>https://a.example/</url>').entity['displayName']).toBe(
    'https://a.example/',
  );
});
