import type { ScanSchedule } from '../time/scan-schedule.ts';
import type { Family } from './vulnerability.ts';

/** A Qualys tag. */
export interface Tag {
  readonly id: number;
  readonly name: string;
}

/** A tag that the cloud provider has on a machine. */
export interface CloudTag {
  readonly name: string;
  readonly value: string;
}

/** A machine at a cloud provider, as the provider knows it. */
export interface CloudMachine {
  readonly provider: 'AWS' | 'Azure' | 'GCP';
  readonly service: string;
  readonly instanceId: string;
  /** AWS account, Azure subscription or Google project. */
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly size: string;
  readonly image: string;
  readonly network: string;
  readonly subnet: string;
  /** Azure resource group; number of the Google project. */
  readonly group: string;
  /** Name of the Azure VM or Google instance. */
  readonly name: string;
  readonly publicIp?: string;
  readonly privateIp: string;
  /** How much of all this Qualys managed to read. */
  readonly knowledge: 'complete' | 'ownerOnly' | 'noRegion' | 'nothing';
  readonly tags: readonly CloudTag[];
}

/** DNS_DATA of a host. */
export interface DnsData {
  readonly hostname?: string;
  readonly domain?: string;
  readonly fqdn?: string;
}

/**
 * One host record on the day in question. Times are epoch milliseconds. All members are always there, some
 * undefined, as with detections.
 */
export interface Host {
  /** Number that everything but the ids of the record and its detections follows from. */
  readonly index: number;
  /** Number that those ids follow from; the index, unless a merge gave the host a new record. */
  readonly record: number;
  readonly id: number;
  readonly assetId: number;
  /** Number that both records of one machine share; what is true of the machine is drawn from it. */
  readonly machine: number;
  readonly role: 'agent' | 'scanner';
  readonly schedule: ScanSchedule;
  /** Day of the last scan; what scans find out is as of that day. */
  readonly scanDay: number;
  readonly firstDay: number;
  readonly families: readonly Family[];
  /** Nothing that needs attention was on it when the simulation started. */
  readonly isClean: boolean;

  /** One IPv4 address, or several with commas. */
  readonly ip: string | undefined;
  readonly ipv6: string | undefined;
  readonly trackingMethod: string;
  readonly networkId: number;
  readonly dns: string | undefined;
  readonly dnsData: DnsData | undefined;
  readonly netbios: string | undefined;
  readonly os: string | undefined;
  readonly agentId: string | undefined;
  readonly cloud: CloudMachine | undefined;
  readonly tags: readonly Tag[];
  readonly truRisk: number | undefined;
  readonly criticality: number;
  readonly serial: string | undefined;
  readonly hardwareUuid: string | undefined;
  readonly lastBoot: number | undefined;
  readonly firstFound: number;
  readonly lastActivity: number | undefined;
  readonly agentStatus: string | undefined;
  readonly lastScanned: number;
  readonly lastVmScanned: number;
  readonly scanSeconds: number;
  readonly lastAuthScanned: number | undefined;
  readonly lastCompliance: number | undefined;
  readonly owner: string | undefined;
  readonly comments: string | undefined;
  readonly assetGroups: readonly number[];
  readonly insufficientPrivilege: string | undefined;
}
