import { QualysError } from './errors.ts';

/** A shared Qualys platform (POD). */
export interface Platform {
  /** `US3`, `EU1`. */
  readonly code: string;
  /** Host of the API server: `/api`, `/msp`, `/qps`. */
  readonly apiHost: string;
  /** Host of the API gateway. */
  readonly gatewayHost: string;
  /** Host of the user interface. */
  readonly uiHost: string;
}

/**
 * The public platforms (reference 2, from Qualys' page on platform identification). The gateways of
 * US1 and EU1 do not follow from the name of their API server, hence a table.
 */
export const PLATFORMS: readonly Platform[] = [
  platform('US1', 'qualys.com', 'qg1.apps.qualys.com'),
  platform('US2', 'qg2.apps.qualys.com'),
  platform('US3', 'qg3.apps.qualys.com'),
  platform('US4', 'qg4.apps.qualys.com'),
  platform('EU1', 'qualys.eu', 'qg1.apps.qualys.eu'),
  platform('EU2', 'qg2.apps.qualys.eu'),
  platform('EU3', 'qg3.apps.qualys.it'),
  platform('IN1', 'qg1.apps.qualys.in'),
  platform('CA1', 'qg1.apps.qualys.ca'),
  platform('AE1', 'qg1.apps.qualys.ae'),
  platform('UK1', 'qg1.apps.qualys.co.uk'),
  platform('AU1', 'qg1.apps.qualys.com.au'),
  platform('KSA1', 'qg1.apps.qualysksa.com'),
  platform('GOV1', 'gov1.qualys.us'),
];

function platform(code: string, base: string, gatewayBase = base): Platform {
  return {
    code,
    apiHost: `qualysapi.${base}`,
    gatewayHost: `gateway.${gatewayBase}`,
    uiHost: `qualysguard.${base}`,
  };
}

/** The platform of an API server, or undefined for a private one. */
export function platformOf(apiUrl: string): Platform | undefined {
  const host = URL.parse(apiUrl)?.hostname;
  return PLATFORMS.find((candidate) => candidate.apiHost === host);
}

/** Options of {@link normaliseApiUrl}. */
export interface ApiUrlOptions {
  /** Takes hosts that do not look like a Qualys API server: private platforms choose freely. */
  readonly allowAnyHost?: boolean;
}

/** Names and addresses that mean this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The origin of the API server out of what people paste: lower case, `https://` where no scheme
 * stands, path dropped. Refuses hosts of the user interface and of the gateway by naming the API
 * server that belongs to them, and `http://` for anything but this machine.
 *
 * @throws {QualysError} Q_API_URL_INVALID, Q_API_URL_UI_HOST, Q_API_URL_GATEWAY_HOST, Q_API_URL_INSECURE.
 */
export function normaliseApiUrl(input: string, options: ApiUrlOptions = {}): string {
  const trimmed = input.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) {
    throw new QualysError('Q_API_URL_INVALID', { values: { url: withoutLogin(trimmed) } });
  }
  const host = url.hostname;
  const isLoopback = LOOPBACK.test(host);
  refuseOtherHosts(host);
  if (url.protocol === 'http:' && !isLoopback) {
    throw new QualysError('Q_API_URL_INSECURE', { values: { host } });
  }
  if (!isLoopback && options.allowAnyHost !== true && !/^qualysapi\..+\..+/.test(host)) {
    throw new QualysError('Q_API_URL_INVALID', { values: { url: `${url.protocol}//${url.host}` } });
  }
  return `${url.protocol}//${url.host}`;
}

/** Refuses hosts that answer something, but are not the API server. */
function refuseOtherHosts(host: string): void {
  for (const { apiHost, gatewayHost, uiHost } of PLATFORMS) {
    const values = { host, api: `https://${apiHost}` };
    if (host === uiHost) throw new QualysError('Q_API_URL_UI_HOST', { values });
    if (host === gatewayHost) throw new QualysError('Q_API_URL_GATEWAY_HOST', { values });
  }
  // Private platforms follow the same pattern of names.
  const [prefix, ...rest] = host.split('.');
  const values = { host, api: `https://qualysapi.${rest.join('.')}` };
  if (prefix === 'qualysguard') throw new QualysError('Q_API_URL_UI_HOST', { values });
  if (prefix === 'gateway' || prefix === 'qualysgateway') {
    throw new QualysError('Q_API_URL_GATEWAY_HOST', { values });
  }
}

/** An address for a message: a login pasted into it stays out. */
function withoutLogin(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1').slice(0, 200);
}
