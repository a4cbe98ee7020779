import { ENDPOINTS, type EndpointName } from '../../qualys/index.ts';

/** What a step needs at the provider, as step metadata of JupiterOne states it (reference 5.3). */
export interface StepAuthorization {
  /** Paths that the step asks. */
  readonly endpoints: readonly string[];
  readonly permissions: readonly string[];
  /** Any of these roles. */
  readonly roles?: readonly string[];
  readonly licenses?: readonly string[];
}

type Grants = Omit<StepAuthorization, 'endpoints'>;

const API_ACCESS = 'API access (user settings, User Role, Allow access to: API)';
const SEES_HOSTS = ['Manager', 'Unit Manager', 'Scanner', 'Reader'];
const WAS: Grants = {
  permissions: [API_ACCESS, 'WAS: API Access'],
  licenses: ['Web Application Scanning (WAS)'],
};

/** By endpoint (reference of the Qualys API, 3.1). */
const GRANTS: Readonly<Record<EndpointName, Grants>> = {
  'portal-version': { permissions: [API_ACCESS] },
  'host-list': { permissions: [API_ACCESS], roles: SEES_HOSTS, licenses: ['VMDR'] },
  'host-detections': { permissions: [API_ACCESS], roles: SEES_HOSTS, licenses: ['VMDR'] },
  'knowledge-base': {
    permissions: [API_ACCESS],
    roles: SEES_HOSTS,
    licenses: ['KnowledgeBase download'],
  },
  'host-assets': { permissions: [API_ACCESS, 'AssetView: API Access', 'AssetView: Read Asset'] },
  'web-apps': WAS,
  'web-app-findings': WAS,
};

/** What is needed to ask all of these endpoints. */
export function authorizationFor(names: readonly EndpointName[]): StepAuthorization {
  const grants = names.map((name) => GRANTS[name]);
  const roles = distinct(grants.flatMap((grant) => grant.roles ?? []));
  const licenses = distinct(grants.flatMap((grant) => grant.licenses ?? []));
  return {
    endpoints: names.map((name) => ENDPOINTS[name].path),
    permissions: distinct(grants.flatMap((grant) => grant.permissions)),
    ...(roles.length > 0 && { roles }),
    ...(licenses.length > 0 && { licenses }),
  };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
