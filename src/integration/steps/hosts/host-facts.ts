/** What a finding repeats of the host it is on. Kept while the host's chunk is read, no longer. */
export interface HostFacts {
  readonly hostId: string;
  readonly qualysAssetId: string | undefined;
  /** Lower case. */
  readonly fqdn: string | undefined;
  readonly targets: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly ec2InstanceArn: string | undefined;
  readonly awsAccountId: string | undefined;
  readonly gcpInstanceSelfLink: string | undefined;
  readonly gcpProjectId: string | undefined;
  readonly azureVmSourceId: string | undefined;
  readonly azureSubscriptionId: string | undefined;
}
