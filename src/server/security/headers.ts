/** The policy for pages and answers; `<style>` elements need the nonce, if there is one. */
function contentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Nothing is loaded from elsewhere and nothing is framed; the console is one
 * origin and the whole of it. Answers are of one user and one moment, so nobody keeps them.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** What an https address adds: browsers stay with https for a year. */
const HTTPS_HEADERS: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=31536000',
};

/** Headers of every answer, errors included. */
export function responseHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return isHttps ? { ...HEADERS, ...HTTPS_HEADERS } : HEADERS;
}

/** What a page needs that has `<style>` elements of its own, made by its scripts: only those with the nonce hold. */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return { 'content-security-policy': contentSecurityPolicy(nonce) };
}
