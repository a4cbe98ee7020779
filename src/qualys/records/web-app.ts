import {
  booleanText,
  date,
  id,
  ignored,
  integer,
  list,
  object,
  type RecordOf,
  text,
} from '../xml/field.ts';

/** Tags of a web application: `{count, list?/Tag*}`. */
export const WEB_APP_TAGS = list({ 'list/Tag': object({ id: text(), name: text() }) }, ['count']);

/** A user as WAS names one; the search gives the id only. */
const USER = object({ id: text(), username: text(), firstName: text(), lastName: text() });

/**
 * WebApp of the web application search (reference 13.1). What only `get` answers with (scan settings)
 * is known and skipped.
 */
export const WEB_APP = {
  id: id(),
  name: text(),
  url: text(),
  owner: USER,
  riskScore: integer(),
  tags: WEB_APP_TAGS,
  createdDate: date(),
  updatedDate: date(),
  os: text(),
  isScheduled: booleanText(),
  lastScan: object({
    id: text(),
    name: text(),
    date: date(),
    status: text(),
    summary: object({ resultsStatus: text(), authStatus: text() }),
  }),
  createdBy: USER,
  updatedBy: USER,
  uris: ignored(),
  scope: ignored(),
  subDomain: ignored(),
  domains: ignored(),
  attributes: ignored(),
  defaultProfile: ignored(),
  defaultScanner: ignored(),
  defaultScannerTags: ignored(),
  scannerLocked: ignored(),
  progressiveScanning: ignored(),
  urlExcludelist: ignored(),
  urlAllowlist: ignored(),
  postDataExcludelist: ignored(),
  logoutRegexList: ignored(),
  authRecords: ignored(),
  dnsOverrides: ignored(),
  useRobots: ignored(),
  useSitemap: ignored(),
  headers: ignored(),
  malwareMonitoring: ignored(),
  malwareNotification: ignored(),
  comments: ignored(),
  screenshot: ignored(),
  config: ignored(),
  crawlingScripts: ignored(),
  swaggerFile: ignored(),
  postmanCollection: ignored(),
};

/** A web application. */
export type WebApp = RecordOf<typeof WEB_APP>;
