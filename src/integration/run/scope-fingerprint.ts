import { hash } from 'node:crypto';
import { ENDPOINTS } from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';

/**
 * A text that is equal for two runs if what they ask for, as whom, and in which versions is equal. When
 * it changes, what is missing afterwards has not gone at Qualys: it is out of scope (design 7).
 */
export function scopeFingerprint(config: Config): string {
  const {
    qualysApiUrl,
    qualysUsername,
    vmdrFindingSeverities,
    vmdrFindingTypes,
    includeOnlyDetectionTags,
    webAppScanApplicationIDFilter,
    minScannedSinceDays,
    minFindingsSinceDays,
    fixedFindingsSinceDays,
  } = config;
  const versions = Object.values(ENDPOINTS).map(({ name, version }) => [name, version]);
  const scope = [
    qualysApiUrl,
    qualysUsername,
    [...vmdrFindingSeverities].sort(),
    [...vmdrFindingTypes].sort(),
    [...includeOnlyDetectionTags].sort(),
    [...webAppScanApplicationIDFilter].sort(),
    [minScannedSinceDays, minFindingsSinceDays, fixedFindingsSinceDays].map((days) => days ?? null),
    versions,
  ];
  return hash('sha256', JSON.stringify(scope)).slice(0, 32);
}
