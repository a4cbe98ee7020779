import type { Entity } from './graph-object.ts';
import { isPrivateAddress } from './ip-addresses.ts';
import { withRequiredNulls } from './required-nulls.ts';

/** What of a graph JupiterOne gets, where a person has a choice. */
export interface UploadChoices {
  /** Relationships from findings to each CVE of their vulnerability: often the most numerous. */
  readonly cveRelationships: boolean;
  /** Host HAS finding and Application HAS web app finding, as mapped relationships. */
  readonly assetRelationships: boolean;
  /** Private addresses among the `targets` of findings, by which JupiterOne's own rules relate hosts. */
  readonly privateTargets: boolean;
}

/** An entity as the class schemas want it, its private targets left out unless they are wanted. */
export function uploadedEntity(
  entity: Entity,
  { privateTargets }: Pick<UploadChoices, 'privateTargets'>,
): Entity {
  const completed = withRequiredNulls(entity);
  const { targets } = completed;
  if (privateTargets || !Array.isArray(targets)) return completed;
  const told = targets.filter((target) => !isPrivateAddress(String(target)));
  if (told.length === targets.length) return completed;
  return Object.assign(completed, { targets: told.length === 0 ? undefined : told });
}
