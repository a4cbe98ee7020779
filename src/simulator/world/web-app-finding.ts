import { Draws, mix } from '../random.ts';
import type { Calendar } from '../time/calendar.ts';
import { lifeOf } from '../time/detection-life.ts';
import { scanEnd, scanProcessed } from '../time/scan-schedule.ts';
import type { Vulnerability } from './vulnerability.ts';
import type { WebApp } from './web-app.ts';

const SALT = 0xf1d;
const FIRST_ID = 7_000_001;
const IDS_PER_APP = 1000;

/** The greatest id that a finding of the web application with this index can have. */
export function lastFindingId(index: number): number {
  return FIRST_ID + (index + 1) * IDS_PER_APP - 1;
}

/** Type of a WAS finding. */
export type WebAppFindingType = 'VULNERABILITY' | 'SENSITIVE_CONTENT' | 'INFORMATION_GATHERED';

/** One finding of a web application on the day in question. Times are epoch milliseconds. */
export interface WebAppFinding {
  readonly id: number;
  readonly uniqueId: string;
  readonly webApp: WebApp;
  readonly vulnerability: Vulnerability;
  readonly type: WebAppFindingType;
  readonly potential: boolean;
  readonly findingType: string;
  readonly severity: number;
  readonly detectionScore?: number;
  readonly group?: string;
  readonly cwe: readonly number[];
  readonly owasp: readonly { readonly name: string; readonly url: string; readonly code: number }[];
  readonly wasc: readonly { readonly name: string; readonly url: string; readonly code: number }[];
  readonly param?: string;
  /** Absent for INFORMATION_GATHERED, as are status, timesDetected and isIgnored. */
  readonly url?: string;
  readonly status?: 'NEW' | 'ACTIVE' | 'REOPENED' | 'FIXED' | 'PROTECTED';
  readonly timesDetected?: number;
  readonly isIgnored?: boolean;
  readonly firstDetected: number;
  readonly lastDetected: number;
  readonly lastTested: number;
  readonly fixed?: number;
  readonly ignored?: { readonly reason: string; readonly date: number; readonly comment?: string };
  readonly cvss3?: {
    readonly base: string;
    readonly temporal: string;
    readonly attackVector: string;
  };
}

const STATUS = { New: 'NEW', Active: 'ACTIVE', 'Re-Opened': 'REOPENED', Fixed: 'FIXED' } as const;

/** What sort of finding a QID makes. */
function typeOfQid({ vulnType, title }: Vulnerability): WebAppFindingType {
  if (vulnType === 'Information Gathered') return 'INFORMATION_GATHERED';
  return title.startsWith('Sensitive Content') ? 'SENSITIVE_CONTENT' : 'VULNERABILITY';
}

function groupOf(title: string): string {
  if (title.includes('XSS')) return 'XSS';
  if (title.startsWith('SQL')) return 'SQL';
  return title.startsWith('Path') ? 'PATH' : 'INFO';
}

/** The findings of a web application, in the order of their ids; none before its first scan. */
export function webAppFindings(
  seed: number,
  calendar: Calendar,
  web: readonly Vulnerability[],
  webApp: WebApp,
): readonly WebAppFinding[] {
  if (!webApp.isScanned) return [];
  const facts = new Draws(mix(seed, webApp.index, SALT));
  const count = 4 + facts.below(50);
  const perDay = 0.1 + facts.share() * 0.3;
  const later = Math.min(IDS_PER_APP - count, Math.floor(perDay * Math.max(0, webApp.scanDay)));
  const byType = Map.groupBy(web, typeOfQid);
  const findings: WebAppFinding[] = [];
  for (let slot = 0; slot < count + later; slot++) {
    const draws = new Draws(mix(seed, webApp.index, SALT, slot + 1));
    const typeShare = draws.share();
    const type: WebAppFindingType =
      typeShare < 0.3
        ? 'INFORMATION_GATHERED'
        : typeShare < 0.4
          ? 'SENSITIVE_CONTENT'
          : 'VULNERABILITY';
    const isInformation = type === 'INFORMATION_GATHERED';
    const vulnerability = draws.pick(byType.get(type) ?? web);
    const isInitial = slot < count;
    const bornDay =
      isInitial && webApp.firstDay <= 0
        ? undefined
        : Math.max(webApp.firstDay, isInitial ? 0 : Math.ceil((slot - count + 1) / perDay));
    const life = lifeOf(draws, webApp, isInformation, bornDay);
    const uniqueId = draws.uuid();
    if (life === undefined) continue;
    const at = (day: number): number => scanEnd(webApp.schedule, calendar, day);
    const isProtected = life.status === 'Active' && draws.chance(0.04);
    const isScripting = vulnerability.title.includes('XSS');
    const ignoredOn =
      life.ignoredSince === undefined
        ? undefined
        : scanProcessed(webApp.schedule, calendar, life.ignoredSince);
    findings.push({
      id: FIRST_ID + webApp.index * IDS_PER_APP + slot,
      uniqueId,
      webApp,
      vulnerability,
      type,
      potential: vulnerability.vulnType === 'Potential Vulnerability',
      findingType: draws.chance(0.05) ? 'BURP' : 'QUALYS',
      severity: vulnerability.severity,
      ...(!isInformation && draws.chance(0.8) && { detectionScore: 20 + draws.below(80) }),
      ...(draws.chance(0.8) && {
        group: isInformation ? 'INFO' : groupOf(vulnerability.title),
      }),
      cwe: isInformation ? [] : isScripting ? [79, 20] : [draws.pick([89, 200, 22])],
      owasp: isInformation
        ? []
        : [{ name: 'Injection', url: 'https://owasp.org/Top10/A03_2021-Injection/', code: 3 }],
      wasc: isScripting
        ? [{ name: 'CROSS-SITE SCRIPTING', url: 'http://projects.webappsec.org/x?y&z', code: 8 }]
        : [],
      ...(!isInformation &&
        draws.chance(0.5) && { param: draws.pick(['q', 'user[name]', 'größe']) }),
      ...(!isInformation && {
        url: `${webApp.origin}search/${slot}?q=1&x=<2>`,
        status: isProtected ? 'PROTECTED' : STATUS[life.status],
        timesDetected: life.timesFound,
        isIgnored: life.isIgnored,
      }),
      firstDetected: at(life.firstFound),
      lastDetected: at(life.lastFound),
      lastTested: at(webApp.scanDay),
      ...(!isInformation && life.lastFixed !== undefined && { fixed: at(life.lastFixed) }),
      ...(ignoredOn !== undefined && {
        ignored: {
          reason: draws.pick(['FALSE_POSITIVE', 'RISK_ACCEPTED', 'NOT_APPLICABLE']),
          date: ignoredOn,
          ...(draws.chance(0.6) && { comment: 'Accepted until Q2 & reviewed' }),
        },
      }),
      ...(vulnerability.cvss3 !== undefined && {
        cvss3: {
          base: vulnerability.cvss3.base,
          temporal: vulnerability.cvss3.temporal,
          attackVector: 'NETWORK',
        },
      }),
    });
  }
  return findings;
}
