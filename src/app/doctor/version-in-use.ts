import type { Config } from '../../integration/index.ts';
import { ENDPOINTS, type EndpointName } from '../../qualys/index.ts';

/** A version of an endpoint and how long it will do. */
export interface VersionInUse {
  /** Absent for an endpoint without versions. */
  readonly version?: string;
  /**
   * `current`: the newest that this program knows. `ended`: its support has ended. `unknown`: set by
   * QUALYS_API_VERSIONS, and this program does not know it. `unversioned`: there are none.
   */
  readonly support: 'current' | 'ended' | 'unknown' | 'unversioned';
  /** Month, `2025-12`. */
  readonly endOfSupport?: string;
  /** Month as far as announced; sources may differ, `2026-06 or 2027-06`. */
  readonly endOfLife?: string;
  /** The newest version that this program knows, where another one is in use. */
  readonly newest?: string;
}

/** The version of an endpoint that a configuration makes the client call. */
export function versionInUse(
  name: EndpointName,
  versions: Config['qualysApiVersions'],
): VersionInUse {
  const { version: newest, oldVersions } = ENDPOINTS[name];
  if (newest === '') return { support: 'unversioned' };
  const configured: Readonly<Partial<Record<EndpointName, string>>> = versions;
  const version = configured[name] ?? newest;
  if (version === newest) return { version, support: 'current' };
  const old = oldVersions.find((candidate) => candidate.version === version);
  if (old === undefined) return { version, support: 'unknown', newest };
  const { endOfSupport, endOfLife } = old;
  return { version, support: 'ended', endOfSupport, endOfLife, newest };
}
