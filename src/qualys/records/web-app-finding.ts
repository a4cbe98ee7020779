import {
  booleanText,
  date,
  id,
  ignored,
  integer,
  list,
  number,
  object,
  type RecordOf,
  text,
} from '../xml/field.ts';
import { WEB_APP_TAGS } from './web-app.ts';

/** Finding of the web application finding search (reference 13.2). */
export const WEB_APP_FINDING = {
  id: id(),
  uniqueId: text(),
  qid: integer(),
  detectionScore: integer(),
  name: text(),
  type: text(),
  potential: booleanText(),
  findingType: text(),
  group: text(),
  cwe: list({ 'list/long': integer() }, ['count']),
  owasp: list({ 'list/OWASP': object({ name: text(), url: text(), code: text() }) }, ['count']),
  wasc: list({ 'list/WASC': object({ name: text(), url: text(), code: text() }) }, ['count']),
  param: text(),
  // Requests and responses in base64: large, and full of what does not belong into a graph.
  resultList: ignored(),
  severity: integer(),
  url: text(),
  status: text(),
  firstDetectedDate: date(),
  lastDetectedDate: date(),
  lastTestedDate: date(),
  fixedDate: date(),
  timesDetected: integer(),
  webApp: object({ id: text(), name: text(), url: text(), tags: WEB_APP_TAGS }),
  isIgnored: booleanText(),
  ignoredReason: text(),
  ignoredBy: object({ id: text(), username: text(), firstName: text(), lastName: text() }),
  ignoredDate: date(),
  ignoredComment: text(),
  reactivateDate: date(),
  reactivateIn: text(),
  patch: text(),
  cvssV3: object({ base: number(), temporal: number(), attackVector: text() }),
  history: list({
    'set/WebAppFindingHistory': object({
      scanData: object({ id: text(), reference: text(), launchedDate: date() }),
    }),
  }),
  sslData: ignored(),
  severityComment: text(),
  editedSeverityUser: object({ id: text(), username: text(), firstName: text(), lastName: text() }),
  editedSeverityDate: date(),
  externalRef: text(),
  updatedDate: date(),
  retest: ignored(),
};

/** A finding of the web application scanner. `uniqueId` is its stable key, `id` is not. */
export type WebAppFinding = RecordOf<typeof WEB_APP_FINDING>;
