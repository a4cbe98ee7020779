import type { Detection } from './detection.ts';
import type { Host } from './host.ts';

const SCANNER: readonly string[] = ['Internal Scanner'];
const AGENT: readonly string[] = ['Cloud Agent'];
const BOTH: readonly string[] = ['Internal Scanner', 'Cloud Agent'];

/** Through what a detection was found; the last one is the latest. */
export function detectionSources(host: Host, detection: Detection): readonly string[] {
  if (host.role === 'scanner') return SCANNER;
  return detection.port === undefined || detection.slot % 3 !== 0 ? AGENT : BOTH;
}

/** What a detection has to do with what runs on the host; a fact that does not apply is absent. */
export interface RunningFacts {
  readonly kernel?: boolean;
  readonly service?: boolean;
  readonly config?: boolean;
}

const NOT_RELATED: RunningFacts = {};

/** Facts behind AFFECT_RUNNING_KERNEL, AFFECT_RUNNING_SERVICE and AFFECT_EXPLOITABLE_CONFIG. */
export function runningFacts(detection: Detection): RunningFacts {
  const { vulnerability, slot } = detection;
  if (vulnerability.affectsKernel) return { kernel: slot % 3 !== 0 };
  if (vulnerability.family === 'service' && slot % 4 === 0) return { service: slot % 8 === 0 };
  if (vulnerability.family === 'database' && slot % 5 === 0) return { config: slot % 2 === 0 };
  return NOT_RELATED;
}

/** TRURISK_ELIMINATION_STATUS, for the few detections that have one. */
export function eliminationStatus(detection: Detection): string | undefined {
  if (detection.status === 'Fixed' && detection.slot % 3 === 0) return 'FIXED';
  return detection.status === 'Active' && detection.slot % 23 === 0 ? 'MITIGATED' : undefined;
}
