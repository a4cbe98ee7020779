import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExportedObject, exportGraph } from './index.ts';
import {
  cve,
  DAY_ONE,
  entity,
  finding,
  GraphFixture,
  host,
  SCANNER,
  vulnerability,
} from './testing/fixture.ts';

describe('the exported graph', () => {
  const graph = new GraphFixture();
  let objects: ExportedObject[];
  beforeAll(async () => {
    await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, { fqdn: ['a.example.net'], lastScannedOn: DAY_ONE, make: null }));
        segment.finding(finding(1, 1, { ssl: false, details: 'rest', instance: 'text' }));
        segment.entity(vulnerability(1, ['CVE-2026-1']));
        segment.entity(cve('CVE-2026-1'));
        segment.finding({
          entity: entity('qualys_web_app_finding', ['Finding'], 'w', { qid: 38_001 }),
          ref: { space: 'web-app', id: '1' },
        });
        segment.target({
          entity: entity('web_app', ['Application'], 'qualys-web-app:1', { webAppId: '1' }),
          scannerKey: 'qualys-service:vmdr',
          ref: { space: 'web-app', id: '1' },
          order: 1,
          isEnriched: true,
        });
      },
    });
    objects = await graph.objects();
  });
  afterAll(() => graph.remove());

  const byKey = (key: string) => objects.find(({ _key }) => _key === key);

  it('has entities as they came, wherever a property is stored', () => {
    expect(byKey('qualys-host:1')).toEqual({
      _key: 'qualys-host:1',
      _type: 'discovered_host',
      _class: ['Host'],
      name: 'qualys-host:1',
      displayName: 'qualys-host:1',
      qualysQwebHostId: '1',
      fqdn: ['a.example.net'],
      lastScannedOn: DAY_ONE,
    });
    expect(byKey('host-finding:1:1')).toEqual(
      finding(1, 1, { ssl: false, details: 'rest', instance: 'text' }).entity,
    );
  });

  it('has derived relationships with computed keys and types', () => {
    const relationships = objects.filter((object) => '_fromEntityKey' in object);
    expect(relationships.map(({ _type, _key }) => `${_type} ${_key}`).sort()).toEqual([
      'discovered_host_has_qualys_host_finding qualys-host:1|has|host-finding:1:1',
      'qualys_host_finding_is_cve host-finding:1:1|is|cve-2026-1',
      'qualys_host_finding_is_qualys_vuln host-finding:1:1|is|vuln-qid:38001',
      'qualys_vulnerability_manager_scans_discovered_host qualys-service:vmdr|scans|qualys-host:1',
      'qualys_vulnerability_manager_scans_web_app qualys-service:vmdr|scans|qualys-web-app:1',
      'qualys_web_app_finding_is_cve w|is|cve-2026-1',
      'qualys_web_app_finding_is_qualys_vuln w|is|vuln-qid:38001',
      'web_app_has_qualys_web_app_finding qualys-web-app:1|has|w',
    ]);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const take = async (): Promise<void> => {
      for await (const _ of exportGraph(await graph.store(), { signal: stop.signal })) stop.abort();
    };
    await expect(take()).rejects.toMatchObject({ code: 'G_CANCELLED' });
  });
});
