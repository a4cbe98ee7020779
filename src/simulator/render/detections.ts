import { isoSeconds } from '../time/calendar.ts';
import { type Detection, type DetectionType, qdsBand } from '../world/detection.ts';
import { detectionSources, eliminationStatus, runningFacts } from '../world/detection-facts.ts';
import type { Host } from '../world/host.ts';
import { resultsOf, resultVariant } from '../world/results.ts';
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

/** What all detections of a QID have in common. */
interface OfQid {
  /** From behind the unique id to SEVERITY. */
  readonly head: Readonly<Record<DetectionType, string>>;
  /** RESULTS by variant, as they come to be needed. */
  readonly results: string[];
  /** QDS and its factors by score, as they come to be needed. */
  readonly scores: string[];
  readonly factors: string;
  readonly facts: string;
}

/** What all detections of a host have in common. */
interface OfHost {
  readonly tested: string;
  readonly processed: string;
  readonly updated: string;
  /** From IS_IGNORED to the detection sources, by what they say. */
  readonly marks: Map<number, string>;
}

const FIRST_FOUND = '<FIRST_FOUND_DATETIME>';
const STATUS = {
  New: `<STATUS>New</STATUS>\n${FIRST_FOUND}`,
  Active: `<STATUS>Active</STATUS>\n${FIRST_FOUND}`,
  Fixed: `<STATUS>Fixed</STATUS>\n${FIRST_FOUND}`,
  'Re-Opened': `<STATUS>Re-Opened</STATUS>\n${FIRST_FOUND}`,
};

/**
 * A string in one piece. What was put together out of pieces stays a tree of them inside the engine, to
 * be walked through each time it is used.
 */
function flat(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/**
 * Writes detections of one request. What those of one QID or one host have in common is written once and
 * put together again and again, in few and small pieces: this is what makes the simulator fast.
 */
export class DetectionRenderer {
  readonly #view: DetectionView;
  readonly #ofQid: OfQid[] = [];

  constructor(view: DetectionView) {
    this.#view = view;
  }

  /** One HOST with the given detections, in small parts: long strings are slow to put together. */
  *host(host: Host, detections: readonly Detection[]): Generator<string> {
    const view = this.#view;
    yield `<HOST>
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
    const first = detections[0];
    if (first !== undefined) {
      const ofHost = commonParts(first);
      for (const detection of detections) yield this.#detection(host, ofHost, detection);
    }
    yield '</DETECTION_LIST>\n</HOST>\n';
  }

  #detection(host: Host, ofHost: OfHost, detection: Detection): string {
    const view = this.#view;
    const { vulnerability, type, qds, status } = detection;
    const ofQid = this.#ofQid[vulnerability.index] ?? this.#prepare(vulnerability);
    const isOpen = status !== 'Fixed';
    let text =
      view.version >= 3
        ? `<DETECTION>\n<UNIQUE_VULN_ID>${detection.uniqueId}${ofQid.head[type]}`
        : `<DETECTION>\n${ofQid.head[type]}`;
    if (detection.port !== undefined) text += service(detection);
    if (detection.instance !== undefined) text += cdataElement('INSTANCE', detection.instance);
    if (view.showResults) {
      const variant = resultVariant(host, detection);
      text += ofQid.results[variant] ?? results(ofQid, vulnerability, variant);
    }
    text += status === undefined ? FIRST_FOUND : STATUS[status];
    text += `${isoSeconds(detection.firstFound)}</FIRST_FOUND_DATETIME>\n<LAST_FOUND_DATETIME>${isoSeconds(detection.lastFound)}`;
    text += '</LAST_FOUND_DATETIME>\n';
    if (qds !== undefined && view.showQds) text += ofQid.scores[qds] ?? score(ofQid, qds);
    text += `<TIMES_FOUND>${detection.timesFound}${ofHost.tested}`;
    text += isOpen ? ofHost.updated : dateElement('LAST_UPDATE_DATETIME', detection.lastUpdated);
    if (detection.lastFixed !== undefined) {
      text += dateElement('LAST_FIXED_DATETIME', detection.lastFixed);
      if (view.showReopened) text += reopened(detection);
    }
    if (detection.service !== undefined) text += element('SERVICE', detection.service);
    text += this.#marks(host, ofHost, detection);
    text += ofQid.facts;
    if (view.version >= 5) {
      const elimination = eliminationStatus(detection);
      if (elimination !== undefined) text += element('TRURISK_ELIMINATION_STATUS', elimination);
    }
    return `${text}</DETECTION>\n`;
  }

  #marks(host: Host, ofHost: OfHost, detection: Detection): string {
    const { kernel, service: running, config } = runningFacts(detection);
    const sources = detectionSources(host, detection);
    const key =
      (detection.isIgnored ? 1 : 0) +
      (detection.isDisabled ? 2 : 0) +
      (detection.type === 'Info' ? 4 : 0) +
      sources.length * 8 +
      place(kernel) * 32 +
      place(running) * 96 +
      place(config) * 288;
    const known = ofHost.marks.get(key);
    if (known !== undefined) return known;
    const text = flat(
      (detection.type === 'Info' ? '' : flag('IS_IGNORED', detection.isIgnored)) +
        flag('IS_DISABLED', detection.isDisabled) +
        flag('AFFECT_RUNNING_KERNEL', kernel) +
        flag('AFFECT_RUNNING_SERVICE', running) +
        flag('AFFECT_EXPLOITABLE_CONFIG', config) +
        ofHost.processed +
        (this.#view.showSources ? this.#sources(sources) : ''),
    );
    ofHost.marks.set(key, text);
    return text;
  }

  #sources(sources: readonly string[]): string {
    const name = 'VULNERABILITY_DETECTION_SOURCES';
    return `${listElement(name, 'SOURCE', sources, this.#view.shape)}<LATEST_VULNERABILITY_DETECTION_SOURCE>${sources.at(-1)}</LATEST_VULNERABILITY_DETECTION_SOURCE>\n`;
  }

  #prepare(vulnerability: Vulnerability): OfQid {
    const { version, shape, showQdsFactors } = this.#view;
    const { cves, mitre, factors, qid, severity } = vulnerability;
    const rows = factors.map(
      (factor) => `<QDS_FACTOR name="${factor.name}">${cdata(factor.value)}</QDS_FACTOR>\n`,
    );
    const list = (name: string, child: string, values: readonly string[]): string => {
      const text = listElement(name, child, values, shape);
      return text === '' ? '' : `${text}\n`;
    };
    const head = (type: DetectionType): string =>
      flat(
        `${version >= 3 ? '</UNIQUE_VULN_ID>\n' : ''}<QID>${qid}</QID>\n<TYPE>${type}</TYPE>\n<SEVERITY>${severity}</SEVERITY>\n`,
      );
    const ofQid: OfQid = {
      head: { Confirmed: head('Confirmed'), Potential: head('Potential'), Info: head('Info') },
      results: [],
      scores: [],
      factors:
        showQdsFactors && rows.length > 0 ? `<QDS_FACTORS>\n${rows.join('')}</QDS_FACTORS>\n` : '',
      facts: flat(
        version < 5
          ? list('ASSET_CVE', 'ID', cves)
          : list('CVE', 'ID', cves) +
              list('MITRE_TACTIC_NAME', 'NAME', mitre?.tacticNames ?? []) +
              list('MITRE_TECHNIQUE_NAME', 'NAME', mitre?.techniqueNames ?? []) +
              list('MITRE_TACTIC_ID', 'ID', mitre?.tacticIds ?? []) +
              list('MITRE_TECHNIQUE_ID', 'ID', mitre?.techniqueIds ?? []),
      ),
    };
    this.#ofQid[vulnerability.index] = ofQid;
    return ofQid;
  }
}

function commonParts({ lastTested, lastProcessed }: Detection): OfHost {
  return {
    tested: flat(`</TIMES_FOUND>\n${dateElement('LAST_TEST_DATETIME', lastTested)}`),
    processed: dateElement('LAST_PROCESSED_DATETIME', lastProcessed),
    updated: flat(dateElement('LAST_UPDATE_DATETIME', lastProcessed)),
    marks: new Map(),
  };
}

function results(ofQid: OfQid, vulnerability: Vulnerability, variant: number): string {
  const text = flat(`<RESULTS>${cdata(resultsOf(vulnerability, variant))}</RESULTS>\n`);
  ofQid.results[variant] = text;
  return text;
}

function score(ofQid: OfQid, qds: number): string {
  const text = flat(`<QDS severity="${qdsBand(qds)}">${qds}</QDS>\n${ofQid.factors}`);
  ofQid.scores[qds] = text;
  return text;
}

/** Absent, no, yes as 0, 1, 2. */
function place(fact: boolean | undefined): number {
  if (fact === undefined) return 0;
  return fact ? 2 : 1;
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

function flag(name: string, value: boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${value ? 1 : 0}</${name}>\n`;
}
