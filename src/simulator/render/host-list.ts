import type { Host } from '../world/host.ts';
import {
  cloudParts,
  cloudTagParts,
  dateElement,
  dnsParts,
  type MetadataChoice,
  metadataParts,
  tagParts,
} from './host-parts.ts';
import { cdataElement, element } from './xml.ts';

/** What a request wants to see of each host. */
export interface HostListView {
  readonly version: number;
  /** OWNER, COMMENTS and user-defined fields. */
  readonly isAll: boolean;
  readonly showAssetGroups: boolean;
  readonly showAssetId: boolean;
  readonly showTags: boolean;
  readonly metadata?: MetadataChoice;
  readonly showCloudTags: boolean;
  readonly showTruRisk: boolean;
  readonly showTruRiskFactors: boolean;
}

const FORMULA =
  'ACS * {wc * [sum(QDS(Critical)^f)] + wh * [sum(QDS(High)^f)] + wm * [sum(QDS(Medium)^f)] + wl * [sum(QDS(Low)^f)]}';

function truRisk(host: Host, view: HostListView): string {
  if (!view.showTruRisk) return '';
  // The name changed on the way from version 2.0 to 3.0 (reference 7.1).
  const name = view.version < 3 ? 'ASSET_RISK_SCORE' : 'TRURISK_SCORE';
  return element(name, host.truRisk) + element('ASSET_CRITICALITY_SCORE', host.criticality);
}

function truRiskFactors(host: Host, view: HostListView): string {
  if (!view.showTruRiskFactors || host.truRisk === undefined) return '';
  return `<TRURISK_SCORE_FACTORS><TRURISK_SCORE_FORMULA>${FORMULA}</TRURISK_SCORE_FORMULA><VULN_COUNT qds_severity="1">${host.index % 5}</VULN_COUNT><VULN_COUNT qds_severity="5">${host.index % 3}</VULN_COUNT></TRURISK_SCORE_FACTORS>\n`;
}

/** One HOST of the host list, children in the documented order. */
export function renderListedHost(host: Host, view: HostListView): string {
  const { lastAuthScanned } = host;
  return `<HOST>
<ID>${host.id}</ID>
${view.showAssetId ? `<ASSET_ID>${host.assetId}</ASSET_ID>\n` : ''}${element('IP', host.ip)}${element('IPV6', host.ipv6)}
${truRisk(host, view)}${truRiskFactors(host, view)}<TRACKING_METHOD>${host.trackingMethod}</TRACKING_METHOD>
<NETWORK_ID>${host.networkId}</NETWORK_ID>
${dnsParts(host)}
${cloudParts(host)}${cdataElement('NETBIOS', host.netbios)}${cdataElement('OS', host.os)}
${cdataElement('QG_HOSTID', host.agentId)}${dateElement('LAST_BOOT', host.lastBoot)}${cdataElement('SERIAL_NUMBER', host.serial)}${cdataElement('HARDWARE_UUID', host.hardwareUuid)}${dateElement('FIRST_FOUND_DATE', host.firstFound)}${dateElement('LAST_ACTIVITY', host.lastActivity)}${element('AGENT_STATUS', host.agentStatus)}
${view.showTags ? tagParts(host, false) : ''}${view.metadata === undefined ? '' : metadataParts(host, view.metadata)}${view.showCloudTags ? cloudTagParts(host) : ''}${dateElement('LAST_VULN_SCAN_DATETIME', host.lastScanned)}${dateElement('LAST_VM_SCANNED_DATE', host.lastVmScanned)}<LAST_VM_SCANNED_DURATION>${host.scanSeconds}</LAST_VM_SCANNED_DURATION>
${dateElement('LAST_VM_AUTH_SCANNED_DATE', lastAuthScanned)}${lastAuthScanned === undefined ? '' : `<LAST_VM_AUTH_SCANNED_DURATION>${host.scanSeconds}</LAST_VM_AUTH_SCANNED_DURATION>\n`}${dateElement('LAST_COMPLIANCE_SCAN_DATETIME', host.lastCompliance)}${view.isAll ? element('OWNER', host.owner) + cdataElement('COMMENTS', host.comments) : ''}${view.showAssetGroups && host.assetGroups.length > 0 ? element('ASSET_GROUP_IDS', host.assetGroups.join(',')) : ''}${view.version >= 5 ? element('VM_AUTH_INSUFFICIENT_PRIVILEGE', host.insufficientPrivilege) : ''}
</HOST>
`;
}
