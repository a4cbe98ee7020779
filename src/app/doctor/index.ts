/** What these credentials can read, and what the graph lacks without the rest. */
export { type BundleInput, supportBundle, writeSupportBundle } from './bundle.ts';
export { type CurlCommand, curlCommands, curlScript } from './curl.ts';
export { type DoctorInput, examine } from './doctor.ts';
export type {
  Answer,
  DoctorReport,
  EndpointDiagnosis,
  EndpointState,
  LimitsLeft,
  Problem,
  Verdict,
} from './report.ts';
export type { VersionInUse } from './version-in-use.ts';
