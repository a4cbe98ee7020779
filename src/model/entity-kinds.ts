import type { EntityKind } from './entity-kind.ts';
import { ACCOUNT } from './entity-kinds/account.ts';
import { HOST_FINDING } from './entity-kinds/host-finding.ts';
import {
  AWS_INSTANCE,
  AZURE_VM,
  DISCOVERED_HOST,
  GOOGLE_COMPUTE_INSTANCE,
} from './entity-kinds/hosts.ts';
import { VULNERABILITY_MANAGER, WEB_APP_SCANNER } from './entity-kinds/services.ts';
import { CVE, QUALYS_VULN } from './entity-kinds/vulnerabilities.ts';
import { WEB_APP, WEB_APP_FINDING } from './entity-kinds/web-apps.ts';

/** Every entity kind that this integration produces. */
export const ENTITY_KINDS: readonly EntityKind[] = [
  ACCOUNT,
  VULNERABILITY_MANAGER,
  WEB_APP_SCANNER,
  AWS_INSTANCE,
  AZURE_VM,
  GOOGLE_COMPUTE_INSTANCE,
  DISCOVERED_HOST,
  HOST_FINDING,
  WEB_APP,
  WEB_APP_FINDING,
  QUALYS_VULN,
  CVE,
];

const BY_TYPE = new Map(ENTITY_KINDS.map((kind) => [kind.type, kind]));

/** The declaration of a type, or undefined for a type of another integration. */
export function entityKind(type: string): EntityKind | undefined {
  return BY_TYPE.get(type);
}
