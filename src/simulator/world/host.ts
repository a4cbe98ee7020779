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

/** One host record on the day in question. Times are epoch milliseconds. */
export interface Host {
  readonly index: number;
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
  readonly ip?: string;
  readonly ipv6?: string;
  readonly trackingMethod: string;
  readonly networkId: number;
  readonly dns?: string;
  readonly dnsData?: {
    readonly hostname?: string;
    readonly domain?: string;
    readonly fqdn?: string;
  };
  readonly netbios?: string;
  readonly os?: string;
  readonly agentId?: string;
  readonly cloud?: CloudMachine;
  readonly tags: readonly Tag[];
  readonly truRisk?: number;
  readonly criticality: number;
  readonly serial?: string;
  readonly hardwareUuid?: string;
  readonly lastBoot?: number;
  readonly firstFound: number;
  readonly lastActivity?: number;
  readonly agentStatus?: string;
  readonly lastScanned: number;
  readonly lastVmScanned: number;
  readonly scanSeconds: number;
  readonly lastAuthScanned?: number;
  readonly lastCompliance?: number;
  readonly owner?: string;
  readonly comments?: string;
  readonly assetGroups: readonly number[];
  readonly insufficientPrivilege?: string;
}
