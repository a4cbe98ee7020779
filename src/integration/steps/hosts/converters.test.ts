import { describe, expect, test } from 'vitest';
import type { MappedTarget } from '../../../model/graph-object.ts';
import { declarationErrors, schemaErrors } from '../../testing/class-schemas.ts';
import { hostAssetsOf, hostDetectionsOf, hostsOf } from '../../testing/records-of.ts';
import { convertHost, hostFacts } from './converters.ts';
import { isNewerAsset } from './enrichment.ts';

/** Converts the one host of a document; every one must fit its class and its declaration. */
function converted(hostXml: string, assetXml?: string): MappedTarget {
  const [host] = hostsOf(`<HOST>${hostXml}</HOST>`);
  const [asset] = assetXml === undefined ? [] : hostAssetsOf(`<HostAsset>${assetXml}</HostAsset>`);
  const target = convertHost({ ...host!, id: host!.id! }, asset);
  expect(schemaErrors(target.entity)).toEqual([]);
  expect(declarationErrors(target.entity)).toEqual([]);
  return target;
}

const entityOf = (hostXml: string, assetXml?: string) => converted(hostXml, assetXml).entity;

const attribute = (name: string, value: string, status = 'Success') =>
  `<ATTRIBUTE><NAME>${name}</NAME><LAST_STATUS>${status}</LAST_STATUS><VALUE><![CDATA[${value}]]></VALUE><LAST_ERROR_DATE></LAST_ERROR_DATE></ATTRIBUTE>`;

const DOCUMENT = 'latest/dynamic/instance-identity/document';

// An EC2 machine as reference 8.3 and 9.4 show it: account id with zeros in front, an attribute that
// failed, the word null, and a public address with a slash before it.
const EC2_HOST = `<ID>100001</ID><ASSET_ID>900001</ASSET_ID><IP>10.0.0.10</IP><TRACKING_METHOD>EC2</TRACKING_METHOD>
  <DNS><![CDATA[ip-10-0-0-10.ec2.internal]]></DNS>
  <CLOUD_PROVIDER>AWS</CLOUD_PROVIDER><CLOUD_SERVICE>EC2</CLOUD_SERVICE>
  <CLOUD_RESOURCE_ID><![CDATA[i-0a0a0a0a0a0a0a0a0]]></CLOUD_RESOURCE_ID><EC2_INSTANCE_ID>i-0a0a0a0a0a0a0a0a0</EC2_INSTANCE_ID>
  <OS><![CDATA[Amazon Linux 2023]]></OS>
  <METADATA><EC2>
    ${attribute(`${DOCUMENT}/accountId`, '1234567890')}
    ${attribute(`${DOCUMENT}/region`, 'us-east-1')}
    ${attribute(`${DOCUMENT}/availabilityZone`, 'us-east-1f')}
    ${attribute(`${DOCUMENT}/instanceId`, 'i-0a0a0a0a0a0a0a0a0')}
    ${attribute(`${DOCUMENT}/instanceType`, 't2.medium')}
    ${attribute(`${DOCUMENT}/imageId`, 'ami-1')}
    ${attribute(`${DOCUMENT}/kernelId`, 'null')}
    ${attribute(`${DOCUMENT}/privateIp`, '10.0.0.10')}
    ${attribute('latest/meta-data/local-ipv4', '10.0.0.99', 'Fail')}
    ${attribute('latest/meta-data/public-ipv4', '/203.0.113.5')}
    ${attribute('instanceState', 'RUNNING')}
    ${attribute('vpcId', 'vpc-1')}
    ${attribute('subnetId', 'null')}
  </EC2></METADATA>
  <CLOUD_PROVIDER_TAGS><CLOUD_TAG><NAME>env</NAME><VALUE>prod</VALUE></CLOUD_TAG><CLOUD_TAG><NAME>empty</NAME><VALUE></VALUE></CLOUD_TAG></CLOUD_PROVIDER_TAGS>`;

describe('a cloud host', () => {
  test('of AWS is an EC2 instance with an ARN and a padded account id', () => {
    const { entity, scannerKey, ref, order, isEnriched } = converted(EC2_HOST);
    const arn = 'arn:aws:ec2:us-east-1:001234567890:instance/i-0a0a0a0a0a0a0a0a0';
    expect(entity).toMatchObject({
      _type: 'aws_instance',
      _class: ['Host'],
      _key: arn,
      ec2InstanceArn: arn,
      awsAccountId: '001234567890',
      instanceId: 'i-0a0a0a0a0a0a0a0a0',
      region: 'us-east-1',
      availabilityZone: 'us-east-1f',
      instanceType: 't2.medium',
      instanceState: 'RUNNING',
      imageId: 'ami-1',
      vpcId: 'vpc-1',
      cloudProvider: 'AWS',
      cloudService: 'EC2',
      platform: 'linux',
      osType: 'linux',
      ipAddress: '10.0.0.10',
      privateIpAddresses: ['10.0.0.10'],
      privateIpAddress: '10.0.0.10',
      publicIpAddresses: ['203.0.113.5'],
      publicIpAddress: '203.0.113.5',
      ['tag.env']: 'prod',
    });
    expect(entity['subnetId']).toBeUndefined();
    expect(entity['tag.empty']).toBeUndefined();
    expect({ scannerKey, ref, order, isEnriched }).toEqual({
      scannerKey: 'qualys-service:vmdr',
      ref: { space: 'host', id: '100001' },
      order: 100001,
      isEnriched: false,
    });
  });

  test('of AWS without a region is only discovered, and keeps what is known', () => {
    const entity = entityOf(`<ID>100002</ID><CLOUD_PROVIDER>aws</CLOUD_PROVIDER>
      <EC2_INSTANCE_ID>i-1</EC2_INSTANCE_ID><METADATA><EC2>${attribute('ownerId', '42')}${attribute(`${DOCUMENT}/region`, '', 'Fail')}</EC2></METADATA>`);
    expect(entity).toMatchObject({
      _type: 'discovered_host',
      _key: 'qualys-host:100002',
      instanceId: 'i-1',
      cloudResourceId: 'i-1',
      awsAccountId: '000000000042',
    });
    expect(entity['ec2InstanceArn']).toBeUndefined();
  });

  test('of AWS leaves out a public address that is an error page', () => {
    const page = '<?xml version="1.0"?><html><body>404 - Not Found, 10.0.0.1</body></html>';
    const entity = entityOf(
      `<ID>100003</ID><METADATA><EC2>${attribute('latest/meta-data/public-ipv4', page)}</EC2></METADATA>`,
    );
    expect(entity['publicIpAddresses']).toBeUndefined();
  });

  test('of Azure has its resource path in lower case as key', () => {
    const entity =
      entityOf(`<ID>100010</ID><NETBIOS>VM-WIN01</NETBIOS><CLOUD_PROVIDER>Azure</CLOUD_PROVIDER>
      <OS>Microsoft Windows Server 2022</OS><METADATA><AZURE>
      ${attribute('subscriptionId', 'AAAA-1')}${attribute('resourceGroupName', 'RG-Prod')}${attribute('vmId', 'vm-guid')}
      ${attribute('location', 'westeurope')}${attribute('vmSize', 'Standard_D2')}${attribute('state', 'RUNNING')}
      ${attribute('latest/meta-data/public-ipv4', '203.0.113.9')}</AZURE></METADATA>`);
    expect(entity).toMatchObject({
      _type: 'azure_vm',
      _key: '/subscriptions/aaaa-1/resourcegroups/rg-prod/providers/microsoft.compute/virtualmachines/vm-win01',
      azureSubscriptionId: 'AAAA-1',
      azureResourceGroup: 'RG-Prod',
      azureVmId: 'vm-guid',
      instanceId: 'vm-guid',
      region: 'westeurope',
      instanceType: 'Standard_D2',
      instanceState: 'RUNNING',
      platform: 'windows',
      publicIpAddresses: ['203.0.113.9'],
    });
  });

  test('of Google has its self link as key; a number of 20 digits stays whole', () => {
    const entity = entityOf(`<ID>100020</ID><CLOUD_PROVIDER>GCP</CLOUD_PROVIDER><METADATA><GOOGLE>
      ${attribute('projectId', 'my-project')}${attribute('instanceId', '12345678901234567890')}
      ${attribute('zone', 'projects/99/zones/europe-west1-b')}
      ${attribute('machineType', 'projects/99/machineTypes/e2-small')}</GOOGLE></METADATA>`);
    const link =
      'https://www.googleapis.com/compute/v1/projects/my-project/zones/europe-west1-b/instances/12345678901234567890';
    expect(entity).toMatchObject({
      _type: 'google_compute_instance',
      _key: link,
      gcpInstanceSelfLink: link,
      gcpProjectId: 'my-project',
      instanceId: '12345678901234567890',
      availabilityZone: 'europe-west1-b',
      region: 'europe-west1',
      instanceType: 'e2-small',
    });
  });

  test('of another cloud is discovered', () => {
    expect(entityOf('<ID>100030</ID><CLOUD_PROVIDER>Alibaba</CLOUD_PROVIDER>')).toMatchObject({
      _type: 'discovered_host',
      cloudProvider: 'Alibaba',
    });
  });
});

describe('names', () => {
  test('come from DNS data, the full name in lower case', () => {
    expect(
      entityOf(
        '<ID>1</ID><DNS>WEB01.Example.com</DNS><DNS_DATA><HOSTNAME>WEB01</HOSTNAME><FQDN>WEB01.Example.com</FQDN></DNS_DATA><NETBIOS>WEB01NB</NETBIOS>',
      ),
    ).toMatchObject({
      name: 'WEB01',
      displayName: 'web01.example.com',
      hostname: 'WEB01',
      fqdn: ['web01.example.com'],
      dnsName: 'WEB01.Example.com',
      netbiosName: 'WEB01NB',
    });
  });

  test('fall back to the first label of DNS, NetBIOS, the address, and at last the host id', () => {
    expect(entityOf('<ID>1</ID><DNS>db1.corp.example</DNS>')).toMatchObject({
      name: 'db1',
      hostname: 'db1',
      fqdn: ['db1.corp.example'],
    });
    expect(entityOf('<ID>1</ID><NETBIOS>WIN-7</NETBIOS><IP>192.0.2.7</IP>')).toMatchObject({
      name: 'WIN-7',
      displayName: 'WIN-7',
      hostname: 'WIN-7',
    });
    const byAddress = entityOf('<ID>1</ID><IP>192.0.2.7</IP>');
    expect(byAddress).toMatchObject({ name: '192.0.2.7', displayName: '192.0.2.7' });
    expect(byAddress['hostname']).toBeUndefined();
    expect(entityOf('<ID>7</ID>')).toMatchObject({ name: 'Qualys host 7' });
  });

  test('that look like numbers stay text', () => {
    expect(
      entityOf('<ID>1</ID><DNS>0012</DNS><OS>11</OS><SERIAL_NUMBER>007</SERIAL_NUMBER>'),
    ).toMatchObject({ name: '0012', hostname: '0012', os: '11', osName: '11', serial: '007' });
  });

  test('that the class would refuse are no host name and no full name', () => {
    const entity = entityOf('<ID>1</ID><DNS>my_host.corp.example</DNS>');
    expect(entity).toMatchObject({ name: 'my_host', displayName: 'my_host.corp.example' });
    expect(entity['hostname']).toBeUndefined();
    expect(entity['fqdn']).toBeUndefined();
  });
});

describe('addresses', () => {
  test('are told apart by range; several may stand in one element', () => {
    expect(
      entityOf('<ID>1</ID><IP>203.0.113.1,172.16.0.9, 203.0.113.1</IP><IPV6>2001:db8::1</IPV6>'),
    ).toMatchObject({
      ipAddress: '203.0.113.1',
      ipv4Addresses: ['203.0.113.1', '172.16.0.9'],
      ipv6Addresses: ['2001:db8::1'],
      privateIpAddresses: ['172.16.0.9'],
      publicIpAddresses: ['203.0.113.1', '2001:db8::1'],
    });
  });

  test('of a host with IPv6 only', () => {
    const entity = entityOf('<ID>1</ID><IPV6>fd00::7</IPV6>');
    expect(entity).toMatchObject({
      name: 'fd00::7',
      ipAddress: 'fd00::7',
      ipv6Addresses: ['fd00::7'],
      privateIpAddresses: ['fd00::7'],
    });
    expect(entity['ipv4Addresses']).toBeUndefined();
    expect(entity['publicIpAddresses']).toBeUndefined();
  });
});

test('tags: one, many sorted and distinct, none at all', () => {
  const tag = (name: string) => `<TAG><TAG_ID>1</TAG_ID><NAME><![CDATA[${name}]]></NAME></TAG>`;
  expect(entityOf(`<ID>1</ID><TAGS>${tag('true')}</TAGS>`)['tags']).toEqual(['true']);
  expect(entityOf(`<ID>1</ID><TAGS>${tag('b')}${tag('a')}${tag('b')}</TAGS>`)['tags']).toEqual([
    'a',
    'b',
  ]);
  expect(entityOf('<ID>1</ID><TAGS/>')['tags']).toBeUndefined();
});

test('dates, scores and texts of the host list', () => {
  expect(
    entityOf(`<ID>1</ID><TRURISK_SCORE>412</TRURISK_SCORE><ASSET_CRITICALITY_SCORE>2</ASSET_CRITICALITY_SCORE>
      <FIRST_FOUND_DATE>2026-01-01T00:00:00Z</FIRST_FOUND_DATE><LAST_ACTIVITY>2026-11-20T00:00:00Z</LAST_ACTIVITY>
      <LAST_VULN_SCAN_DATETIME>2026-11-23T21:10:03Z</LAST_VULN_SCAN_DATETIME><ASSET_GROUP_IDS>7002,7001</ASSET_GROUP_IDS>
      <HARDWARE_UUID>U-1</HARDWARE_UUID><NETWORK_ID>0</NETWORK_ID><OWNER>quays_ab1</OWNER>
      <QG_HOSTID>6f1c</QG_HOSTID><COMMENTS>x</COMMENTS><VM_AUTH_INSUFFICIENT_PRIVILEGE>1</VM_AUTH_INSUFFICIENT_PRIVILEGE>`),
  ).toMatchObject({
    truRiskScore: 412,
    assetCriticalityScore: 2,
    firstFoundOn: Date.UTC(2026, 0, 1),
    lastScannedOn: Date.UTC(2026, 10, 23, 21, 10, 3),
    lastSeenOn: Date.UTC(2026, 10, 23, 21, 10, 3),
    lastActivityOn: Date.UTC(2026, 10, 20),
    assetGroupIds: ['7002', '7001'],
    hardwareUuid: 'U-1',
    deviceId: ['U-1'],
    networkId: '0',
    ownerLogin: 'quays_ab1',
    qualysAgentId: '6f1c',
    comments: 'x',
    authInsufficientPrivilege: '1',
    scannedBy: 'qualys',
  });
  expect(entityOf('<ID>1</ID><ASSET_RISK_SCORE>9</ASSET_RISK_SCORE>')['truRiskScore']).toBe(9);
});

test('platforms follow from the wording of the operating system', () => {
  const platform = (os: string) => entityOf(`<ID>1</ID><OS>${os}</OS>`)['platform'];
  expect(platform('Microsoft Windows 11')).toBe('windows');
  expect(platform('macOS 14')).toBe('darwin');
  expect(platform('Red Hat Enterprise 9')).toBe('linux');
  expect(platform('Cisco IOS 15')).toBeUndefined();
});

describe('enrichment by the asset search', () => {
  const ASSET = `<id>900001</id><qwebHostId>1</qwebHostId><created>2026-01-10T00:50:27Z</created><manufacturer>Dell</manufacturer><model>R640</model>
    <totalMemory>7950</totalMemory><isDockerHost>false</isDockerHost><lastLoggedOnUser>0042</lastLoggedOnUser>
    <agentInfo><agentVersion>6.3.0.81</agentVersion><lastCheckedIn>2026-11-24T07:55:00Z</lastCheckedIn></agentInfo>
    <openPort><list><HostAssetOpenPort><port>443</port><protocol>TCP</protocol></HostAssetOpenPort><HostAssetOpenPort><port>53</port><protocol>UDP</protocol></HostAssetOpenPort><HostAssetOpenPort><port>53</port><protocol>TCP</protocol></HostAssetOpenPort></list></openPort>
    <networkInterface><list><HostAssetInterface><macAddress>00-00-5E-00-53-01</macAddress><address>192.0.2.10</address></HostAssetInterface><HostAssetInterface><macAddress>00:00:5e:00:53:01</macAddress><address>fe80::1</address></HostAssetInterface></list></networkInterface>`;

  test('adds what only it knows', () => {
    const target = converted('<ID>1</ID>', ASSET);
    expect(target.isEnriched).toBe(true);
    expect(target.entity).toMatchObject({
      make: 'Dell',
      model: 'R640',
      qualysCreatedOn: Date.UTC(2026, 0, 10, 0, 50, 27),
      totalMemoryMb: 7950,
      isDockerHost: false,
      lastLoggedOnUser: '0042',
      agentVersion: '6.3.0.81',
      agentLastCheckedInOn: Date.UTC(2026, 10, 24, 7, 55),
      openPorts: ['53/tcp', '53/udp', '443/tcp'],
      macAddresses: ['00:00:5e:00:53:01'],
      interfaceAddresses: ['192.0.2.10', 'fe80::1'],
    });
  });

  test('of two records for one host the later one counts, then the higher id', () => {
    const asset = (id: string, modified: string) =>
      hostAssetsOf(`<HostAsset><id>${id}</id><modified>${modified}</modified></HostAsset>`)[0]!;
    const old = asset('9', '2026-01-01T00:00:00Z');
    const recent = asset('10', '2026-02-01T00:00:00Z');
    expect(isNewerAsset(recent, old)).toBe(true);
    expect(isNewerAsset(old, recent)).toBe(false);
    expect(isNewerAsset(asset('10', '2026-01-01T00:00:00Z'), old)).toBe(true);
  });
});

test('findings repeat the host, also one that only the detection page knows', () => {
  const [host] = hostsOf(`<HOST>${EC2_HOST}</HOST>`);
  const arn = 'arn:aws:ec2:us-east-1:001234567890:instance/i-0a0a0a0a0a0a0a0a0';
  expect(hostFacts({ ...host!, id: '100001' })).toMatchObject({
    hostId: '100001',
    fqdn: 'ip-10-0-0-10.ec2.internal',
    targets: ['10.0.0.10', '100001', 'ip-10-0-0-10.ec2.internal', arn],
    ec2InstanceArn: arn,
    awsAccountId: '001234567890',
  });
  const [alone] = hostDetectionsOf('<HOST><ID>5</ID><IP>192.0.2.5</IP></HOST>');
  expect(hostFacts({ ...alone!, id: '5' }).targets).toEqual(['192.0.2.5', '5']);
});
