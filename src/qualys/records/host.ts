import {
  as,
  date,
  integer,
  many,
  object,
  type RecordOf,
  text,
  tokens,
  valued,
} from '../xml/field.ts';
import { HOST_IDENTITY } from './host-identity.ts';

/** HOST of the host list (reference 8.2). */
export const HOST = {
  ...HOST_IDENTITY,
  TRURISK_SCORE: integer(),
  // Old name of the score; which version switched is uncertain (reference 7.1).
  ASSET_RISK_SCORE: as('truriskScore', integer()),
  ASSET_CRITICALITY_SCORE: integer(),
  TRURISK_SCORE_FACTORS: object({
    TRURISK_SCORE_FORMULA: text(),
    VULN_COUNT: as(
      'vulnCounts',
      many(valued(integer(), { qds_severity: as('qdsSeverity', integer()) })),
    ),
  }),
  LAST_BOOT: date(),
  SERIAL_NUMBER: text(),
  HARDWARE_UUID: text(),
  FIRST_FOUND_DATE: date(),
  LAST_ACTIVITY: date(),
  AGENT_STATUS: text(),
  CLOUD_AGENT_RUNNING_ON: text(),
  LAST_VULN_SCAN_DATETIME: date(),
  LAST_VM_SCANNED_DATE: date(),
  // Seconds, like the other duration.
  LAST_VM_SCANNED_DURATION: integer(),
  LAST_VM_AUTH_SCANNED_DATE: date(),
  LAST_VM_AUTH_SCANNED_DURATION: integer(),
  LAST_COMPLIANCE_SCAN_DATETIME: date(),
  LAST_SCAP_SCAN_DATETIME: date(),
  OWNER: text(),
  COMMENTS: text(),
  USER_DEF: object({ VALUE_1: text(), VALUE_2: text(), VALUE_3: text() }),
  ASSET_GROUP_IDS: tokens(),
  // New in 5.0; its values are uncertain.
  VM_AUTH_INSUFFICIENT_PRIVILEGE: text(),
};

/** A host of the host list. Durations in seconds, dates in epoch milliseconds. */
export type Host = RecordOf<typeof HOST>;
