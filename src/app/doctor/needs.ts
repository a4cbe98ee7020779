import type { EndpointName } from '../../qualys/index.ts';

/** What an endpoint is good for, and who opens it. */
export interface EndpointNeed {
  /** Name for people. */
  readonly label: string;
  /** What the graph lacks without it; completes "without it the graph lacks …". */
  readonly lacks: string;
  /** Which licence, role or permission grants it. */
  readonly grantedBy: string;
}

const API_ACCESS =
  'The account needs the API access flag: a Manager sets it in the user settings, User Role > Allow access to: API.';
const WAS_ACCESS =
  'A licence of Web Application Scanning (WAS), and a role with access to WAS and its permission "API Access" (Administration > Role Management); web applications outside of the scope (tags) of the account stay hidden.';

/** By endpoint (reference 3.1, 6, 8 to 15). */
export const ENDPOINT_NEEDS: Readonly<Record<EndpointName, EndpointNeed>> = {
  'portal-version': {
    label: 'Portal version',
    lacks: 'the versions of the Qualys modules on the service entities',
    grantedBy: `Any role may call it. ${API_ACCESS}`,
  },
  'host-list': {
    label: 'Host list',
    lacks:
      'every host, and everything that belongs to one: findings, vulnerabilities, cloud and mapped machines',
    grantedBy: `The VMDR (VM) module and a role that sees hosts: Manager all, Unit Manager those of its business unit, Scanner and Reader those of the asset groups assigned to them; Auditor none. ${API_ACCESS}`,
  },
  'host-detections': {
    label: 'Host detections',
    lacks: 'every host finding (qualys_host_finding), open or fixed, and what is counted from them',
    grantedBy: `As for the host list: Manager all, Unit Manager its business unit, Scanner and Reader their asset groups, Auditor none. ${API_ACCESS}`,
  },
  'knowledge-base': {
    label: 'Knowledge base',
    lacks:
      'titles, descriptions, solutions, CVSS and CVEs of vulnerabilities: qualys_vuln entities hold little but their QID, and findings are not connected to cve entities',
    grantedBy:
      'The entitlement "KnowledgeBase download", which Qualys Support switches on for the subscription on request of a Manager; then Manager, Unit Manager, Scanner and Reader may read it.',
  },
  'host-assets': {
    label: 'Host assets',
    lacks:
      'what the asset inventory adds to hosts: manufacturer and model, memory, agent details, open ports, MAC addresses, last user',
    grantedBy:
      'Access to the AssetView (AM) module with the permissions "API Access" and "Read Asset" in the role of the account (Administration > Role Management), and hosts in its scope (tags); no licence beyond VMDR.',
  },
  'web-apps': {
    label: 'Web applications',
    lacks: 'web_app entities, and with them all web application findings',
    grantedBy: WAS_ACCESS,
  },
  'web-app-findings': {
    label: 'Web app findings',
    lacks: 'web application findings (qualys_web_app_finding)',
    grantedBy: WAS_ACCESS,
  },
};

/** Said when every endpoint refuses an account that may log in. */
export const NO_API_ACCESS = `Every endpoint that was asked refuses this account, although it may log in: most likely it has no API access. ${API_ACCESS}`;

/** What holds whatever the calls answer, since Qualys leaves out what an account may not see. */
export const ROLE_NOTE =
  'An account sees what its role allows, and nothing says what is hidden: Manager the whole subscription, Unit Manager its business unit, Scanner and Reader the asset groups assigned to them, Auditor no hosts. For a complete graph use a Reader with all asset groups (read-only is enough) or a Manager.';
