import type { EndpointName } from '../../qualys/index.ts';
import type { VersionInUse } from './version-in-use.ts';

/** A question that may have no answer: an account that is refused does not tell what is licensed. */
export type Answer = 'yes' | 'no' | 'unknown';

/** How an endpoint answered. */
export type EndpointState =
  /** As it should. */
  | 'works'
  /** The account may not use it. */
  | 'not-permitted'
  /** UNAUTHORIZED: the module is not licensed, or the account may not use it; Qualys does not say which. */
  | 'not-available'
  /** The subscription does not have the module any more. */
  | 'not-licensed'
  /** The version that is called does not answer any more. */
  | 'retired'
  /** The account or its password was refused. */
  | 'login-refused'
  /** No way to the server. */
  | 'unreachable'
  /** Something else went wrong. */
  | 'failed'
  /** Nothing was sent, because of what an earlier call answered. */
  | 'not-tried';

/** Limits of an endpoint as the last answer told them; Qualys counts them per subscription. */
export interface LimitsLeft {
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowSec?: number;
  readonly concurrency?: number;
}

/** What went wrong with a call. */
export interface Problem {
  readonly code: string;
  /** Qualys' own code, where it sent one. */
  readonly qualysCode?: string;
  readonly message: string;
  readonly whatToDo: string;
}

/** What was found out about one endpoint. */
export interface EndpointDiagnosis {
  readonly name: EndpointName;
  readonly label: string;
  readonly state: EndpointState;
  readonly reachable: Answer;
  readonly allowed: Answer;
  readonly licensed: Answer;
  readonly version: VersionInUse;
  /** False when the settings leave this part out: then nothing is missing without it. */
  readonly isWanted: boolean;
  /** Records in the answer. */
  readonly records?: number;
  readonly tookMs?: number;
  /** Absent where the endpoint tells none. */
  readonly limits?: LimitsLeft;
  readonly problem?: Problem;
  /** What the graph lacks without it; absent when nothing is missing. */
  readonly graphLacks?: string;
  /** Licence, role or permission that grants it; absent when nothing is missing. */
  readonly grantedBy?: string;
}

/** `good`: everything answers. `gaps`: a run works, but the graph lacks something. */
export type Verdict = 'good' | 'gaps' | 'unusable';

/** What `doctor` found out. Times are ISO 8601 in UTC. */
export interface DoctorReport {
  readonly verdict: Verdict;
  readonly exitCode: 0 | 1 | 3;
  readonly checkedAt: string;
  readonly apiUrl: string;
  /** Code of a shared platform, `US3`; absent for a private one. */
  readonly platform?: string;
  readonly account: string;
  /** Versions of Qualys' own modules, as the portal tells them. */
  readonly moduleVersions: Readonly<Record<string, string>>;
  readonly endpoints: readonly EndpointDiagnosis[];
  /** One reason that explains all refusals. */
  readonly likelyCause?: string;
  /** What a person should know besides. */
  readonly notes: readonly string[];
}
