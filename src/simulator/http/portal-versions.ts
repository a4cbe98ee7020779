/** Versions of the portal's modules. The module names double every underscore. */
export const PORTAL_VERSIONS: Readonly<Record<string, string>> = {
  PortalApplication: '3.20.0.0-1 OFFICIAL #900 (2026-09-01T08:00:00Z)',
  ITAM: '1.9.1.0-1',
  CS: '1.31.0.0-12',
  CA: '4.8.0.0',
  WAF: '2.19.0.0',
  QUESTIONNAIRE__V2: '1.14.1.0',
  WAS: '8.10',
  FIM: '4.2.0.0',
  VM: '1.0.3',
  QWEB__VM: '2.11.0',
  THREAT__PROTECT: '1.8.0',
  PM: '3.4.0.0-289',
};

/** Versions of the classic application. */
export const QWEB_VERSIONS: Readonly<Record<string, string>> = {
  WEB: '10.39.1.0-1',
  SCANNER: '14.0.1-1',
  VULNSIGS: '2.6.500-3',
};
