/** What these credentials can read, and what the graph lacks without the rest. */
export { type CurlCommand, curlCommands, curlScript } from './curl.ts';
export type {
  Answer,
  DoctorReport,
  EndpointDiagnosis,
  EndpointState,
  LimitsLeft,
  Problem,
  Verdict,
} from './report.ts';
export { type DoctorInput, doctor } from './run-doctor.ts';
export type { VersionInUse } from './version-in-use.ts';
