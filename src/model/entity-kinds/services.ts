import type { EntityKind } from '../entity-kind.ts';
import { date, number, type PropertyTable, text, textList } from '../property.ts';
import { NAMED } from './named.ts';

const SERVICE: PropertyTable = {
  ...NAMED,
  category: textList('constant software, other', 'Kinds of service.', { column: false }),
  function: textList('constant', 'vulnerability-management, or DAST.'),
};

/** The vulnerability scanner (VMDR). Named `Qualys Vulnerability Manager`. */
export const VULNERABILITY_MANAGER: EntityKind = {
  type: 'qualys_vulnerability_manager',
  classes: ['Service'],
  resourceName: 'Vulnerability Manager',
  ownership: 'instance',
  key: 'qualys-service:vmdr',
  properties: {
    ...SERVICE,
    version: text('Portal-Version/VM-VERSION', 'Version of the VM module.'),
    scannerVersion: text('QWeb-Version/SCANNER-VERSION', 'Version of the scanner engine.'),
    vulnerabilitySignaturesVersion: text(
      'QWeb-Version/VULNSIGS-VERSION',
      'Version of the vulnerability signatures.',
    ),
    hostCount: number('host list', 'Hosts in the host list under the configured filters.', {
      volatile: true,
    }),
    lastScannedOn: date('host list, greatest LAST_VULN_SCAN_DATETIME', 'Latest scan of any host.', {
      volatile: true,
    }),
    hostsScannedLast24Hours: number(
      'host list',
      'Hosts whose LAST_VULN_SCAN_DATETIME is less than 24 hours before the time of the server.',
      { volatile: true },
    ),
    hostsScannedLast7Days: number('host list', 'The same for 7 times 24 hours.', {
      volatile: true,
    }),
  },
};

/** The web application scanner (WAS). Named `Qualys Web App Scanner`. */
export const WEB_APP_SCANNER: EntityKind = {
  type: 'qualys_web_app_scanner',
  classes: ['Service'],
  resourceName: 'Web App Scanner',
  ownership: 'instance',
  key: 'qualys-service:was',
  properties: {
    ...SERVICE,
    version: text('Portal-Version/WAS-VERSION', 'Version of the WAS module.'),
    webAppCount: number(
      'web app search',
      'Scanned web applications under the configured filters.',
      { volatile: true },
    ),
    lastScannedOn: date('finding search, greatest lastTestedDate', 'Latest test of any finding.', {
      volatile: true,
    }),
    webAppsScannedLast24Hours: number(
      'count/was/webapp',
      'Web apps (isScanned true, and the configured ids) whose lastScan.date is within 24 hours before the time of the server.',
      { volatile: true },
    ),
    webAppsScannedLast7Days: number('count/was/webapp', 'The same for 7 times 24 hours.', {
      volatile: true,
    }),
  },
};
