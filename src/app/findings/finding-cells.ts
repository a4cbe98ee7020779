import type { FindingRow, Value } from '../../graph/index.ts';
import { SEVERITIES, type Severity, type State } from './filter.ts';
import { stateOf } from './state.ts';

/** Properties that a list of findings reads. */
export const LISTED_PROPERTIES = [
  'qid',
  'severity',
  'qualysSeverity',
  'status',
  'open',
  'isIgnored',
  'closedReason',
  'type',
  'port',
  'protocol',
  'url',
  'qds',
  'detectionScore',
  'isCisaKnownExploited',
  'epssScore',
  'threatIndicators',
  'cveIds',
  'tags',
  'createdOn',
  'updatedOn',
  'resolvedOn',
] as const;

/** The end of a finding that it is on, or an occurrence of. */
export interface Named {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** A finding of a list, the same for hosts and web applications. */
export interface ListedFinding {
  /** `_id`. */
  readonly id: string;
  /** `_key`. */
  readonly key: string;
  readonly qid: number | null;
  /** Of the vulnerability. */
  readonly title: string | null;
  readonly severity: Severity;
  /** Level as Qualys gives it. */
  readonly qualysSeverity: number | null;
  readonly state: State;
  /** As Qualys spells it. */
  readonly status: string | null;
  readonly closedReason: string | null;
  /** Confirmed, Potential … */
  readonly type: string | null;
  /** The host or web application. */
  readonly on: Named | null;
  readonly vulnerability: Named | null;
  readonly port: number | null;
  readonly protocol: string | null;
  /** Of a web application: where it was found. */
  readonly url: string | null;
  /** Detection score, 1 to 100. */
  readonly qds: number | null;
  readonly isKev: boolean;
  readonly epss: number | null;
  readonly isPatchable: boolean | null;
  readonly threats: readonly string[];
  readonly cves: readonly string[];
  readonly tags: readonly string[];
  /** Epoch milliseconds. */
  readonly firstFound: number | null;
  readonly lastFound: number | null;
  readonly resolved: number | null;
}

const text = (value: Value | undefined) => (typeof value === 'string' ? value : null);
const number = (value: Value | undefined) => (typeof value === 'number' ? value : null);
const flag = (value: Value | undefined) => (typeof value === 'boolean' ? value : null);
const texts = (value: Value | undefined) => (Array.isArray(value) ? value.map(String) : []);

/** A row of the graph as a list shows it. */
export function listedFinding({
  id,
  key,
  properties,
  asset,
  vulnerability,
}: FindingRow): ListedFinding {
  const get = (name: (typeof LISTED_PROPERTIES)[number]) => properties[name];
  const status = text(get('status'));
  const open = flag(get('open'));
  const isIgnored = flag(get('isIgnored'));
  return {
    id,
    key,
    qid: number(get('qid')),
    title: vulnerability?.name ?? null,
    severity: SEVERITIES.find((severity) => severity === get('severity')) ?? 'none',
    qualysSeverity: number(get('qualysSeverity')),
    state: stateOf({ status, open, isIgnored }),
    status,
    closedReason: text(get('closedReason')),
    type: text(get('type')),
    on: asset ?? null,
    vulnerability:
      vulnerability === undefined
        ? null
        : { id: vulnerability.id, type: vulnerability.type, name: vulnerability.name },
    port: number(get('port')),
    protocol: text(get('protocol')),
    url: text(get('url')),
    qds: number(get('qds')) ?? number(get('detectionScore')),
    isKev: get('isCisaKnownExploited') === true,
    epss: number(get('epssScore')),
    isPatchable: vulnerability?.isPatchable ?? null,
    threats: texts(get('threatIndicators')),
    cves: texts(get('cveIds')),
    tags: texts(get('tags')),
    firstFound: number(get('createdOn')),
    lastFound: number(get('updatedOn')),
    resolved: number(get('resolvedOn')),
  };
}

const isoTime = (time: number | null) => (time === null ? null : new Date(time).toISOString());

/** Columns of an export, and what stands in them. */
const EXPORTED: Readonly<
  Record<string, (finding: ListedFinding) => string | number | boolean | null>
> = {
  key: ({ key }) => key,
  severity: ({ severity }) => severity,
  state: ({ state }) => state,
  status: ({ status }) => status,
  closedReason: ({ closedReason }) => closedReason,
  qid: ({ qid }) => qid,
  title: ({ title }) => title,
  type: ({ type }) => type,
  on: ({ on }) => on?.name ?? null,
  onType: ({ on }) => on?.type ?? null,
  port: ({ port }) => port,
  protocol: ({ protocol }) => protocol,
  url: ({ url }) => url,
  qds: ({ qds }) => qds,
  knownExploited: ({ isKev }) => isKev,
  epss: ({ epss }) => epss,
  patchable: ({ isPatchable }) => isPatchable,
  threats: ({ threats }) => threats.join('; '),
  cves: ({ cves }) => cves.join('; '),
  tags: ({ tags }) => tags.join('; '),
  firstFound: ({ firstFound }) => isoTime(firstFound),
  lastFound: ({ lastFound }) => isoTime(lastFound),
  resolved: ({ resolved }) => isoTime(resolved),
};

/** Header of an export. */
export const EXPORT_COLUMNS: readonly string[] = Object.keys(EXPORTED);

/** The cells of a finding in an export, as texts. */
export function exportCells(finding: ListedFinding): readonly string[] {
  return Object.values(EXPORTED).map((cell) => String(cell(finding) ?? ''));
}
