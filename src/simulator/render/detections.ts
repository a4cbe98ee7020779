import { isoSeconds } from '../time/calendar.ts';
import { type Detection, qdsBand } from '../world/detection.ts';
import { detectionSources, eliminationStatus, runningFacts } from '../world/detection-facts.ts';
import type { Host } from '../world/host.ts';
import { resultsOf } from '../world/results.ts';
import type { Vulnerability } from '../world/vulnerability.ts';
import {
  cloudParts,
  cloudTagParts,
  dateElement,
  dnsParts,
  type MetadataChoice,
  metadataParts,
  tagParts,
} from './host-parts.ts';
import { type ListShape, listElement } from './list-shape.ts';
import { cdata, cdataElement, element } from './xml.ts';

/** What a request wants to see of each host and detection. */
export interface DetectionView {
  readonly version: number;
  readonly showResults: boolean;
  readonly showReopened: boolean;
  readonly showAssetId: boolean;
  readonly showTags: boolean;
  readonly metadata?: MetadataChoice;
  readonly showCloudTags: boolean;
  readonly showQds: boolean;
  readonly showQdsFactors: boolean;
  readonly showSources: boolean;
  readonly shape: ListShape;
}

interface Fixed {
  readonly qid: string;
  readonly factors: string;
  readonly facts: string;
}

/**
 * Writes detections of one request. What all detections of a QID have in common is written once and
 * put together again and again: this is what makes the simulator fast.
 */
export class DetectionRenderer {
  readonly #view: DetectionView;
  readonly #fixed: Fixed[] = [];

  constructor(view: DetectionView) {
    this.#view = view;
  }

  /** One HOST with the given detections. */
  host(host: Host, detections: readonly Detection[]): string {
    const view = this.#view;
    let text = `<HOST>
<ID>${host.id}</ID>
${view.showAssetId ? `<ASSET_ID>${host.assetId}</ASSET_ID>\n` : ''}${element('IP', host.ip)}${element('IPV6', host.ipv6)}
<TRACKING_METHOD>${host.trackingMethod}</TRACKING_METHOD>
<ASSET_GROUP_LIST />
<NETWORK_ID>${host.networkId}</NETWORK_ID>
${host.os === undefined ? '' : `<OS>\n  ${cdata(host.os)}\n</OS>\n`}${dnsParts(host)}
${cloudParts(host)}${cdataElement('NETBIOS', host.netbios)}${cdataElement('QG_HOSTID', host.agentId)}
${dateElement('LAST_SCAN_DATETIME', host.lastScanned)}${dateElement('LAST_VM_SCANNED_DATE', host.lastVmScanned)}<LAST_VM_SCANNED_DURATION>${host.scanSeconds}</LAST_VM_SCANNED_DURATION>
${dateElement('LAST_VM_AUTH_SCANNED_DATE', host.lastAuthScanned)}${view.showTags ? tagParts(host, true) : ''}${view.metadata === undefined ? '' : metadataParts(host, view.metadata)}${view.showCloudTags ? cloudTagParts(host) : ''}<DETECTION_LIST>
`;
    for (const detection of detections) text += this.#detection(host, detection);
    return `${text}</DETECTION_LIST>\n</HOST>\n`;
  }

  #detection(host: Host, detection: Detection): string {
    const view = this.#view;
    const { vulnerability, type } = detection;
    const fixed = this.#fixed[vulnerability.index] ?? this.#fix(vulnerability);
    const { port, qds } = detection;
    return `<DETECTION>
${view.version >= 3 ? `<UNIQUE_VULN_ID>${detection.uniqueId}</UNIQUE_VULN_ID>\n` : ''}${fixed.qid}<TYPE>${type}</TYPE>
<SEVERITY>${vulnerability.severity}</SEVERITY>
${port === undefined ? '' : service(detection)}${detection.instance === undefined ? '' : cdataElement('INSTANCE', detection.instance)}${view.showResults ? `<RESULTS>${cdata(resultsOf(host, detection))}</RESULTS>\n` : ''}${detection.status === undefined ? '' : `<STATUS>${detection.status}</STATUS>\n`}<FIRST_FOUND_DATETIME>${isoSeconds(detection.firstFound)}</FIRST_FOUND_DATETIME>
<LAST_FOUND_DATETIME>${isoSeconds(detection.lastFound)}</LAST_FOUND_DATETIME>
${qds !== undefined && view.showQds ? `<QDS severity="${qdsBand(qds)}">${qds}</QDS>\n${fixed.factors}` : ''}<TIMES_FOUND>${detection.timesFound}</TIMES_FOUND>
<LAST_TEST_DATETIME>${isoSeconds(detection.lastTested)}</LAST_TEST_DATETIME>
<LAST_UPDATE_DATETIME>${isoSeconds(detection.lastUpdated)}</LAST_UPDATE_DATETIME>
${dateElement('LAST_FIXED_DATETIME', detection.lastFixed)}${view.showReopened ? reopened(detection) : ''}${detection.service === undefined ? '' : element('SERVICE', detection.service)}${type === 'Info' ? '' : `<IS_IGNORED>${detection.isIgnored ? 1 : 0}</IS_IGNORED>\n`}<IS_DISABLED>${detection.isDisabled ? 1 : 0}</IS_DISABLED>
${affected(detection)}<LAST_PROCESSED_DATETIME>${isoSeconds(detection.lastProcessed)}</LAST_PROCESSED_DATETIME>
${view.showSources ? this.#sources(host, detection) : ''}${fixed.facts}${view.version >= 5 ? element('TRURISK_ELIMINATION_STATUS', eliminationStatus(detection)) : ''}</DETECTION>
`;
  }

  #sources(host: Host, detection: Detection): string {
    const sources = detectionSources(host, detection);
    const name = 'VULNERABILITY_DETECTION_SOURCES';
    return `${listElement(name, 'SOURCE', sources, this.#view.shape)}<LATEST_VULNERABILITY_DETECTION_SOURCE>${sources.at(-1)}</LATEST_VULNERABILITY_DETECTION_SOURCE>\n`;
  }

  #fix(vulnerability: Vulnerability): Fixed {
    const { version, shape, showQdsFactors } = this.#view;
    const { cves, mitre, factors } = vulnerability;
    const rows = factors.map(
      (factor) => `<QDS_FACTOR name="${factor.name}">${cdata(factor.value)}</QDS_FACTOR>\n`,
    );
    const list = (name: string, child: string, values: readonly string[]): string => {
      const text = listElement(name, child, values, shape);
      return text === '' ? '' : `${text}\n`;
    };
    const fixed = {
      qid: `<QID>${vulnerability.qid}</QID>\n`,
      factors:
        showQdsFactors && rows.length > 0 ? `<QDS_FACTORS>\n${rows.join('')}</QDS_FACTORS>\n` : '',
      facts:
        version < 5
          ? list('ASSET_CVE', 'ID', cves)
          : list('CVE', 'ID', cves) +
            list('MITRE_TACTIC_NAME', 'NAME', mitre?.tacticNames ?? []) +
            list('MITRE_TECHNIQUE_NAME', 'NAME', mitre?.techniqueNames ?? []) +
            list('MITRE_TACTIC_ID', 'ID', mitre?.tacticIds ?? []) +
            list('MITRE_TECHNIQUE_ID', 'ID', mitre?.techniqueIds ?? []),
    };
    this.#fixed[vulnerability.index] = fixed;
    return fixed;
  }
}

function service(detection: Detection): string {
  return `<PORT>${detection.port}</PORT>
<PROTOCOL>${detection.protocol}</PROTOCOL>
${detection.fqdn === undefined ? '' : cdataElement('FQDN', detection.fqdn)}${detection.ssl === undefined ? '' : `<SSL>${detection.ssl ? 1 : 0}</SSL>\n`}`;
}

function reopened(detection: Detection): string {
  if (detection.timesReopened === 0) return '';
  return `${dateElement('FIRST_REOPENED_DATETIME', detection.firstReopened)}${dateElement('LAST_REOPENED_DATETIME', detection.lastReopened)}<TIMES_REOPENED>${detection.timesReopened}</TIMES_REOPENED>\n`;
}

function affected(detection: Detection): string {
  const { kernel, service: running, config } = runningFacts(detection);
  return (
    flag('AFFECT_RUNNING_KERNEL', kernel) +
    flag('AFFECT_RUNNING_SERVICE', running) +
    flag('AFFECT_EXPLOITABLE_CONFIG', config)
  );
}

function flag(name: string, value: boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${value ? 1 : 0}</${name}>\n`;
}
