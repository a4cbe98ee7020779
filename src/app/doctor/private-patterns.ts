/**
 * What private values look like where nobody told them: rather too much than too little, for a support
 * bundle leaves the house. Every repetition that could run over a long line is bounded.
 */

const LABEL = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?';
/** A value behind a name: in quotes (also those of JSON inside of a text), or up to the next separator. */
const VALUE = `(\\\\"[^"\\\\]*\\\\"|\\\\?"(?:[^"\\\\]|\\\\.)*"|\\\\?'(?:[^'\\\\]|\\\\.)*'|[^\\s"'&,;<>)\\]}]+)`;
const IS = `\\\\?["']?\\s{0,4}(?:[:=>]|%3D)\\s{0,4}`;
const SECRET_NAMES =
  'pass(?:word|wd|phrase)?|secret|token|api[_-]?key|private[_-]?key|credentials?|authorization|(?:set-)?cookie|session(?:id)?';
const USER_NAMES = 'user(?:[_-]?(?:name|login))?|login|owner|account';

/** A private key or a certificate. */
export const PEM = /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g;

/** A token that describes itself. */
export const JWT = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g;

/** `Basic …`, `Bearer …`: scheme, blank, credentials. */
export const HTTP_LOGIN = /\b(basic|bearer)(\s{1,4}|%20)([A-Za-z0-9+/=_~.-]{6,})/gi;

/** `password=…`, `"clientSecret": "…"`, `<PASSWORD>…`: name with separator, value. */
export const SECRET_FIELD = new RegExp(`((?:${SECRET_NAMES})[\\w-]{0,30}${IS})${VALUE}`, 'gi');

/** `username=…`, `"login": "…"`: name with separator, value. */
export const USER_FIELD = new RegExp(`((?:${USER_NAMES})${IS})${VALUE}`, 'gi');

/** Name and password in an address: scheme, login. */
export const URL_LOGIN = /([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/?#"'<>]+)@/gi;

/** Folders that are called like their user: beginning, name. */
export const HOME_FOLDER = /(\/home\/|\/Users\/|[A-Z]:\\{1,2}Users\\{1,2})([^\s/\\:"'<>]+)/gi;

/** An e-mail address. */
export const EMAIL =
  /[\p{L}\p{N}_][\p{L}\p{N}._%+'-]{0,63}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?/gu;

/** An id of a subscription, a user or an agent. */
export const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** Perhaps an IPv6 address; times of the day look alike. */
export const MAYBE_IPV6 = /[0-9a-f]{0,4}:[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w.-]{1,32})?/gi;

/** A hardware address: pairs, or groups of four as switches write them. */
export const MAC =
  /(?<![\p{L}\p{N}])(?:[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![\p{L}\p{N}])/giu;

/** Perhaps an IPv4 address; versions of four numbers look alike, and go as well. */
export const MAYBE_IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g;

/** Host of an address, with or without a dot: scheme and login, host. */
export const URL_HOST = /([a-z][a-z0-9+.-]{0,20}:\/\/(?:[^\s/?#"'<>@]*@)?)([^\s/?#:"'<>@[\]]+)/giu;

/** A name with dots. */
export const HOST_NAME = new RegExp(
  `(?<![\\p{L}\\p{N}_.-])(?:${LABEL}\\.)+\\p{L}[\\p{L}\\p{N}-]{1,62}(?![\\p{L}\\p{N}_])`,
  'gu',
);

/** Names without dots as machines have them: `DESKTOP-7K2M9QX`, `WEB01`, `srv-db-02`, `ip-10-0-0-1`. */
export const MACHINE_NAME =
  /(?<![\p{L}\p{N}_.-])(?:(?=[A-Z-]{1,62}\d)[A-Z][A-Z0-9-]{2,62}|[a-z]{1,30}(?:-[a-z]{1,30}){0,4}-?\d{1,6}(?:-\d{1,6}){0,4})(?!\.?[\p{L}\p{N}_-])/gu;

/** Words that look like the name of a machine and are none. */
export const NO_MACHINE =
  /^(?:cve-|sha-?\d|md5$|utf-?\d|tls|ssl|http|ipv?[46]$|x509$|base64$|iso-?\d|rfc-?\d|x64$|x86$|a?rm64$|arm64$|amd64$|u?int\d|ec2$|v\d+$|qds|q\d$|page-?\d|(?:us|eu|in|ca|ae|uk|au|ksa|gov)\d$)/i;

/** Endings of our own files, which look like a domain. */
export const FILE_ENDING =
  /\.(?:json|ndjson|duckdb|ts|js|mjs|lease|tmp|gz|pem|log)$|^configuration\.md$/i;

/** Scope of a page in a run record: `100001-100250.open`. */
export const PAGE_SCOPE = /^[\d,-]+\.(?:open|fixed)$/;
