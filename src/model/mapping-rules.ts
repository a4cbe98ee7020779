/**
 * Where a mapped target may be found among the entities that others own (another integration of the
 * same graph). A rule names a property of our target and the property of theirs that must hold the
 * same value, case ignored. Only if exactly one entity matches is it taken; several are counted as
 * ambiguous and our own target is made; none makes our own target.
 */
export interface MappingRule {
  /** Class that a candidate must have. */
  readonly class: string;
  /** Tried in this order; the first pair that matches anything decides. */
  readonly match: readonly { readonly ours: string; readonly theirs: string }[];
}

/** Rules by type of our target. */
export const MAPPING_RULES: Readonly<Record<string, MappingRule>> = {
  aws_instance: {
    class: 'Host',
    match: [
      { ours: '_key', theirs: '_key' },
      { ours: 'instanceId', theirs: 'instanceId' },
      { ours: 'fqdn', theirs: 'fqdn' },
    ],
  },
  azure_vm: {
    class: 'Host',
    match: [
      { ours: '_key', theirs: '_key' },
      { ours: 'azureVmId', theirs: 'vmId' },
      { ours: 'fqdn', theirs: 'fqdn' },
    ],
  },
  google_compute_instance: {
    class: 'Host',
    match: [
      { ours: '_key', theirs: '_key' },
      { ours: 'instanceId', theirs: 'instanceId' },
      { ours: 'fqdn', theirs: 'fqdn' },
    ],
  },
  discovered_host: { class: 'Host', match: [{ ours: 'fqdn', theirs: 'fqdn' }] },
};
