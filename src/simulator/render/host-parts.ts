import { isoSeconds } from '../time/calendar.ts';
import { cloudMetadata } from '../world/cloud-metadata.ts';
import type { Host } from '../world/host.ts';
import { cdata, cdataElement, element, escapeText } from './xml.ts';

/** Providers that `host_metadata` can name. */
export type MetadataChoice = 'all' | 'ec2' | 'azure' | 'google';

/** DNS, DNS_DATA. */
export function dnsParts(host: Host): string {
  const { dns, dnsData } = host;
  const data =
    dnsData === undefined
      ? ''
      : `<DNS_DATA>${cdataElement('HOSTNAME', dnsData.hostname)}${cdataElement('DOMAIN', dnsData.domain)}${cdataElement('FQDN', dnsData.fqdn)}</DNS_DATA>`;
  return cdataElement('DNS', dns) + data;
}

/** CLOUD_PROVIDER, CLOUD_SERVICE, CLOUD_RESOURCE_ID, EC2_INSTANCE_ID. */
export function cloudParts(host: Host): string {
  const { cloud } = host;
  if (cloud === undefined) return '';
  return (
    element('CLOUD_PROVIDER', cloud.provider) +
    element('CLOUD_SERVICE', cloud.service) +
    cdataElement('CLOUD_RESOURCE_ID', cloud.instanceId) +
    (cloud.provider === 'AWS' ? cdataElement('EC2_INSTANCE_ID', cloud.instanceId) : '')
  );
}

/** TAGS; `hasColor` adds what detection lists have besides. */
export function tagParts(host: Host, hasColor: boolean): string {
  if (host.tags.length === 0) return '';
  const tags = host.tags.map(
    (tag) =>
      `<TAG><TAG_ID>${tag.id}</TAG_ID>${cdataElement('NAME', tag.name)}${hasColor ? '<COLOR>#FFFFFF</COLOR><BACKGROUND_COLOR>#0A6ABF</BACKGROUND_COLOR>' : ''}</TAG>\n`,
  );
  return `<TAGS>\n${tags.join('')}</TAGS>\n`;
}

/** METADATA of the chosen provider. */
export function metadataParts(host: Host, choice: MetadataChoice): string {
  const metadata = cloudMetadata(host);
  if (metadata === undefined) return '';
  if (choice !== 'all' && choice !== metadata.element.toLowerCase()) return '';
  const readOn = isoSeconds(host.lastScanned);
  const rows = metadata.attributes.map((attribute) =>
    attribute.succeeded
      ? `<ATTRIBUTE>
<NAME>${escapeText(attribute.name)}</NAME>
<LAST_STATUS>Success</LAST_STATUS>
<VALUE>${cdata(attribute.value)}</VALUE>
<LAST_SUCCESS_DATE>${readOn}</LAST_SUCCESS_DATE>
<LAST_ERROR_DATE></LAST_ERROR_DATE>
<LAST_ERROR><![CDATA[]]></LAST_ERROR>
</ATTRIBUTE>
`
      : `<ATTRIBUTE>
<NAME>${escapeText(attribute.name)}</NAME>
<LAST_STATUS>Fail</LAST_STATUS>
<VALUE><![CDATA[]]></VALUE>
<LAST_SUCCESS_DATE></LAST_SUCCESS_DATE>
<LAST_ERROR_DATE>${readOn}</LAST_ERROR_DATE>
<LAST_ERROR><![CDATA[404 - Not Found]]></LAST_ERROR>
</ATTRIBUTE>
`,
  );
  return `<METADATA>\n<${metadata.element}>\n${rows.join('')}</${metadata.element}>\n</METADATA>\n`;
}

/** CLOUD_PROVIDER_TAGS. */
export function cloudTagParts(host: Host): string {
  const tags = host.cloud?.tags ?? [];
  if (tags.length === 0) return '';
  const readOn = isoSeconds(host.lastScanned);
  const rows = tags.map(
    (tag) =>
      `<CLOUD_TAG>${cdataElement('NAME', tag.name)}${cdataElement('VALUE', tag.value)}<LAST_SUCCESS_DATE>${readOn}</LAST_SUCCESS_DATE></CLOUD_TAG>\n`,
  );
  return `<CLOUD_PROVIDER_TAGS>\n${rows.join('')}</CLOUD_PROVIDER_TAGS>\n`;
}

/** A date element, or nothing. */
export function dateElement(name: string, at: number | undefined): string {
  return at === undefined ? '' : `<${name}>${isoSeconds(at)}</${name}>\n`;
}
