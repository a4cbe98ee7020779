import {
  boolean01,
  date,
  id,
  ignored,
  integer,
  list,
  object,
  type RecordOf,
  rawText,
  text,
  tokens,
  valued,
} from '../xml/field.ts';
import { HOST_IDENTITY } from './host-identity.ts';

/** DETECTION of the host list detection (reference 9.2). */
export const DETECTION = {
  UNIQUE_VULN_ID: id(),
  QID: integer(),
  TYPE: text(),
  SEVERITY: integer(),
  PORT: integer(),
  PROTOCOL: text(),
  FQDN: text(),
  SSL: boolean01(),
  INSTANCE: text(),
  RESULTS: rawText(),
  STATUS: text(),
  FIRST_FOUND_DATETIME: date(),
  LAST_FOUND_DATETIME: date(),
  QDS: valued(integer(), { severity: text() }),
  QDS_FACTORS: list({ QDS_FACTOR: valued(text(), { name: text() }) }),
  TIMES_FOUND: integer(),
  LAST_TEST_DATETIME: date(),
  LAST_UPDATE_DATETIME: date(),
  LAST_FIXED_DATETIME: date(),
  FIRST_REOPENED_DATETIME: date(),
  LAST_REOPENED_DATETIME: date(),
  TIMES_REOPENED: integer(),
  SERVICE: text(),
  IS_IGNORED: boolean01(),
  IS_DISABLED: boolean01(),
  AFFECT_RUNNING_KERNEL: boolean01(),
  AFFECT_RUNNING_SERVICE: boolean01(),
  AFFECT_EXPLOITABLE_CONFIG: boolean01(),
  LAST_PROCESSED_DATETIME: date(),
  ASSET_CVE: tokens(['URL']),
  // New in 5.0; nesting and separators are uncertain (reference 9.2).
  CVE: tokens(['URL']),
  VULNERABILITY_DETECTION_SOURCES: tokens(),
  LATEST_VULNERABILITY_DETECTION_SOURCE: text(),
  MITRE_TACTIC_NAME: tokens(),
  MITRE_TECHNIQUE_NAME: tokens(),
  MITRE_TACTIC_ID: tokens(),
  MITRE_TECHNIQUE_ID: tokens(),
  TRURISK_ELIMINATION_STATUS: text(),
};

/** A detection on a host; always with its `qid`. `results` is the scanner's text, untrimmed. */
export type Detection = RecordOf<typeof DETECTION>;

/** HOST of the host list detection (reference 9.2). */
export const HOST_DETECTIONS = {
  ...HOST_IDENTITY,
  // Seen only empty.
  ASSET_GROUP_LIST: ignored(),
  NETWORK_NAME: text(),
  OS_CPE: text(),
  LAST_SCAN_DATETIME: date(),
  LAST_VM_SCANNED_DATE: date(),
  LAST_VM_SCANNED_DURATION: integer(),
  LAST_VM_AUTH_SCANNED_DATE: date(),
  LAST_VM_AUTH_SCANNED_DURATION: integer(),
  LAST_PC_SCANNED_DATE: date(),
  DETECTION_LIST: list({ DETECTION: object(DETECTION, { require: 'qid' }) }),
};

/** A host with its detections (`detectionList`). */
export type HostDetections = RecordOf<typeof HOST_DETECTIONS>;
