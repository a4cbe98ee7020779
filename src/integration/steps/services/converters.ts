import { VULNERABILITY_MANAGER, WEB_APP_SCANNER } from '../../../model/entity-kinds/services.ts';
import type { Entity } from '../../../model/graph-object.ts';
import type { PortalVersion } from '../../../qualys/index.ts';
import type { ConverterContext } from '../context.ts';
import { VULNERABILITY_MANAGER_KEY, WEB_APP_SCANNER_KEY } from './constants.ts';

/** What the host pages told of the scanner's work; absent when one of them is missing. */
export interface HostScanFacts {
  readonly hostCount: number;
  readonly lastScannedOn: number | undefined;
  readonly hostsScannedLast24Hours: number;
  readonly hostsScannedLast7Days: number;
}

/** What the web application pages told; a fact that could not be read is absent. */
export interface WebAppScanFacts {
  readonly webAppCount?: number | undefined;
  readonly lastScannedOn?: number | undefined;
  readonly webAppsScannedLast24Hours?: number | undefined;
  readonly webAppsScannedLast7Days?: number | undefined;
}

/** The vulnerability scanner. */
export function convertVulnerabilityManager(
  portal: PortalVersion | undefined,
  facts: HostScanFacts | undefined,
  context: ConverterContext,
): Entity {
  return {
    _key: VULNERABILITY_MANAGER_KEY,
    _type: VULNERABILITY_MANAGER.type,
    _class: VULNERABILITY_MANAGER.classes,
    'tag.AccountName': context.accountTag,
    name: 'Qualys Vulnerability Manager',
    displayName: 'Qualys Vulnerability Manager',
    category: ['software', 'other'],
    function: ['vulnerability-management'],
    version: portal?.portal?.['VM-VERSION'],
    scannerVersion: portal?.qweb?.['SCANNER-VERSION'],
    vulnerabilitySignaturesVersion: portal?.qweb?.['VULNSIGS-VERSION'],
    ...facts,
  };
}

/** The web application scanner. */
export function convertWebAppScanner(
  portal: PortalVersion | undefined,
  facts: WebAppScanFacts | undefined,
  context: ConverterContext,
): Entity {
  return {
    _key: WEB_APP_SCANNER_KEY,
    _type: WEB_APP_SCANNER.type,
    _class: WEB_APP_SCANNER.classes,
    'tag.AccountName': context.accountTag,
    name: 'Qualys Web App Scanner',
    displayName: 'Qualys Web App Scanner',
    category: ['software', 'other'],
    function: ['DAST'],
    version: portal?.portal?.['WAS-VERSION'],
    ...facts,
  };
}
