import { Draws, fraction, mix } from '../random.ts';
import { type Calendar, DAY_MS } from '../time/calendar.ts';
import { scanDayBefore, scanEnd, scanProcessed, scanSchedule } from '../time/scan-schedule.ts';
import { cloudMachine, publicAddress } from './cloud-machine.ts';
import type { CloudMachine, Host } from './host.ts';
import { assetId, firstDay, type HostCensus, hostId, pairOf } from './host-identity.ts';
import { tagsOn } from './tags.ts';
import type { Family } from './vulnerability.ts';

const SALT = 0x405;
const SALT_RECORD = 0x505;
const SALT_RISK = 0x605;
const HOUR_MS = 3_600_000;
const LONGEST_SILENCE_MS = 40 * 60_000;
const COMMENTS = ['Replaced in Q3 & retired', 'Zuständig: Müller', 'do not reboot', '007'];
const DOMAINS = ['corp.example.com', 'prod.example.net', 'EMEA.Example.org'];
const ROLES = ['web', 'db', 'app', 'build', 'mail', 'files', 'kiosk'];

interface OperatingSystem {
  readonly os?: string;
  readonly families: readonly Family[];
}

const WINDOWS: readonly OperatingSystem[] = [
  'Windows Server 2019 Standard 64 bit Edition Version 1809',
  'Microsoft Windows Server 2022 Datacenter 10.0.20348',
  'Windows 11 Enterprise 64 bit Edition Version 23H2',
  'Windows 10',
].map((os) => ({ os, families: ['windows', 'application', 'service'] }));
const LINUX: readonly OperatingSystem[] = [
  { os: 'Ubuntu Linux 22.04.4', families: ['ubuntu', 'service', 'application'] },
  { os: 'Ubuntu Linux 24.04', families: ['ubuntu', 'service', 'database'] },
  { os: 'Red Hat Enterprise Linux 8.9', families: ['redhat', 'service', 'database'] },
  { os: 'Rocky Linux 9.4', families: ['redhat', 'service'] },
  { os: 'SUSE Linux Enterprise Server 15 SP5', families: ['suse', 'service'] },
];
const AMAZON: OperatingSystem = { os: 'Amazon Linux 2023.4', families: ['amazon', 'service'] };
const DEVICES: readonly OperatingSystem[] = [
  { os: 'Ridgeline Router OS 17.3', families: ['network', 'service'] },
  { os: 'macOS 14.5', families: ['application'] },
  { os: '11', families: ['windows', 'application', 'service'] },
  { os: '1.10', families: ['network', 'service'] },
  { os: 'Linux', families: ['redhat', 'service'] },
  { families: ['service'] },
];

function operatingSystem(
  draws: Draws,
  provider: CloudMachine['provider'] | undefined,
): OperatingSystem {
  const share = draws.share();
  if (provider === 'AWS' && share < 0.35) return AMAZON;
  if (share < 0.5) return draws.pick(LINUX);
  if (share < 0.9 || provider !== undefined) return draws.pick(WINDOWS);
  return draws.pick(DEVICES);
}

function providerOf(draws: Draws, isPair: boolean): CloudMachine['provider'] | undefined {
  const share = draws.share();
  if (share < (isPair ? 0.6 : 0.28)) return 'AWS';
  if (share < (isPair ? 0.7 : 0.4)) return 'Azure';
  return share < (isPair ? 0.75 : 0.5) ? 'GCP' : undefined;
}

type Names = Partial<Pick<Host, 'ip' | 'ipv6' | 'dns' | 'dnsData' | 'netbios'>> &
  Pick<Host, 'networkId'>;

/** Addresses and names of a machine, ordinary ones and all the strange ones a subscription has. */
function namesOf(
  draws: Draws,
  machine: number,
  isWindows: boolean,
  isCloud: boolean,
): Names & { readonly label: string } {
  const ip = `10.${(machine >> 14) & 255}.${(machine >> 7) & 127}.${1 + (machine & 127)}`;
  const role = draws.pick(ROLES);
  const label = `${role}-${String(machine).padStart(3, '0')}`;
  const domain = draws.pick(DOMAINS);
  const netbios = isWindows ? { netbios: label.toUpperCase().slice(0, 15) } : {};
  const share = draws.share();
  const fqdn = `${label}.${domain}`;
  const full: Names & { readonly label: string } = {
    label,
    ip,
    dns: fqdn,
    dnsData: { hostname: label, domain, fqdn },
    ...netbios,
    networkId: 0,
  };
  // Names that are not unique stay away from the clouds, where they would make keys of other machines.
  if (share < 0.72 || (isCloud && (share < 0.77 || (share >= 0.93 && share < 0.96)))) return full;
  // Cloned images in branch networks: same name, same address, another network.
  if (share < 0.77) {
    const clone = 1 + draws.below(4);
    return {
      label: `pos${clone}`,
      ip: `192.168.1.${10 + clone}`,
      dns: `pos${clone}`,
      ...(isWindows && { netbios: `POS${clone}` }),
      networkId: draws.pick([1201, 1202, 1203]),
    };
  }
  if (share < 0.8) return { label, ip, ...netbios, networkId: 0 };
  if (share < 0.83)
    return { label, ip, networkId: 0, netbios: `${role.toUpperCase()}_${machine}$` };
  if (share < 0.86) {
    return {
      label,
      ipv6: `2001:db8::${(machine % 65_536).toString(16)}:1`,
      dns: fqdn,
      networkId: 0,
    };
  }
  if (share < 0.88) {
    return {
      label,
      ipv6: `fd00::${(machine % 65_536).toString(16)}:2`,
      ip,
      dns: fqdn,
      ...netbios,
      networkId: 0,
    };
  }
  if (share < 0.91)
    return { ...full, ip: `${ip},10.250.${machine & 127}.7,${publicAddress(draws)}` };
  if (share < 0.93) return { label, ip: publicAddress(draws), dns: fqdn, networkId: 0 };
  if (share < 0.95)
    return { label: '12345', ip, dns: '12345', dnsData: { hostname: '12345' }, networkId: 0 };
  if (share < 0.96) return { label, ip, dns: `1.10`, networkId: 0 };
  if (share < 0.97) return { label, networkId: 0 };
  return { ...full, dnsData: { hostname: label, domain } };
}

function trackingMethod(role: Host['role'], cloud: CloudMachine | undefined, draws: Draws): string {
  if (role === 'agent') return 'AGENT';
  if (cloud?.provider === 'AWS') return 'EC2';
  return draws.pick(['IP', 'IP', 'IP', 'DNS', 'NETBIOS']);
}

/**
 * The host record of an index as it stands on a day. Whether it exists is for the census to say.
 *
 * @param sinceMs how much of the next day has gone by; a scan counts once it was processed
 */
export function makeHost(
  census: HostCensus,
  calendar: Calendar,
  index: number,
  day: number,
  sinceMs = 0,
): Host {
  const { seed } = census;
  const pair = pairOf(census, index);
  const machine = index - (pair === undefined ? 0 : index % 2);
  const ofMachine = new Draws(mix(seed, machine, SALT));
  const ofRecord = new Draws(mix(seed, index, SALT_RECORD));
  const provider = providerOf(ofMachine, pair !== undefined);
  const isAgent = ofMachine.chance(provider === undefined ? 0.45 : 0.75);
  const role =
    pair === undefined
      ? isAgent
        ? 'agent'
        : 'scanner'
      : pair.agentIndex === index
        ? 'agent'
        : 'scanner';
  const { os, families } = operatingSystem(ofMachine, provider);
  const names = namesOf(ofMachine, machine, families[0] === 'windows', provider !== undefined);
  const cloud =
    provider === undefined
      ? undefined
      : cloudMachine(ofMachine, provider, names.label, names.ip?.split(',')[0] ?? '10.9.9.9');
  const agentId = ofMachine.uuid();
  const hasSerial = ofMachine.chance(0.5);
  const serial = `00${ofMachine.digits(6)}`;
  const hardwareUuid = ofMachine.uuid().toUpperCase();
  const isClean = ofMachine.chance(1 / 3);
  const criticality = 1 + ofMachine.below(5);

  const born = firstDay(census, index);
  const regular = scanSchedule(seed, index, role === 'agent');
  // A record that turns up during the simulation is made by the scan of that very day.
  const schedule =
    born > 0 || census.added?.has(index) === true
      ? {
          everyDays: regular.everyDays,
          offset: born % regular.everyDays,
          leadMs: regular.leadMs,
          processingMs: regular.processingMs,
        }
      : regular;
  const isNextProcessed = sinceMs + schedule.leadMs - schedule.processingMs >= DAY_MS;
  const scanDay = scanDayBefore(schedule, isNextProcessed ? day + 1 : day);
  const lastScanned = scanProcessed(schedule, calendar, scanDay);
  const lastVmScanned = scanEnd(schedule, calendar, scanDay);
  const firstScanDay = scanDayBefore(schedule, born);
  const isAuthenticated = role === 'agent' || ofRecord.chance(0.6);
  const isKnownByAgent = role === 'agent' || pair !== undefined;
  const isInventoried = ofRecord.chance(0.92);
  const boots = ofRecord.chance(0.7);
  const agentStatus = ofRecord.pick(['STATUS_ACTIVE', 'STATUS_ACTIVE', 'Scan Complete']);
  const isAgentRecord = role === 'agent';
  const sinceScan = Math.min(schedule.leadMs - schedule.processingMs, LONGEST_SILENCE_MS);
  return {
    index,
    record: index,
    id: hostId(index),
    assetId: assetId(index, 0),
    machine,
    role,
    schedule,
    scanDay,
    firstDay: firstScanDay,
    families,
    isClean,
    ip: names.ip,
    ipv6: names.ipv6,
    trackingMethod: trackingMethod(role, cloud, ofRecord),
    networkId: names.networkId,
    dns: names.dns,
    dnsData: names.dnsData,
    netbios: names.netbios,
    os,
    agentId: isKnownByAgent ? agentId : undefined,
    cloud,
    tags: tagsOn(seed, 1, index, day),
    truRisk: isInventoried ? truRisk(seed, index, scanDay, isClean) : undefined,
    criticality,
    serial: hasSerial ? serial : undefined,
    hardwareUuid: hasSerial ? hardwareUuid : undefined,
    lastBoot: boots
      ? calendar.timeOf(Math.floor((scanDay - 3) / 30) * 30) - 7 * HOUR_MS - index * 1000
      : undefined,
    firstFound: scanEnd(schedule, calendar, firstScanDay),
    lastActivity: isAgentRecord
      ? Math.min(lastScanned + sinceScan, calendar.timeOf(day) + sinceMs)
      : undefined,
    agentStatus: isAgentRecord ? agentStatus : undefined,
    lastScanned,
    lastVmScanned,
    scanSeconds: 40 + ofRecord.below(900),
    lastAuthScanned: isAuthenticated ? lastVmScanned : undefined,
    lastCompliance: ofRecord.chance(0.2) ? lastVmScanned - DAY_MS : undefined,
    owner: ofRecord.chance(0.4) ? ofRecord.pick(['demo_ab1', 'demo_cd2', 'demo_ef3']) : undefined,
    comments: ofRecord.chance(0.12) ? ofRecord.pick(COMMENTS) : undefined,
    assetGroups: assetGroups(ofRecord),
    insufficientPrivilege:
      !isAuthenticated && ofRecord.chance(0.5) ? ofRecord.pick(['0', '1']) : undefined,
  };
}

function assetGroups(draws: Draws): readonly number[] {
  if (!draws.chance(0.6)) return [];
  return draws.chance(0.5) ? [7001] : [7001, 7004, 7002];
}

/** TruRisk as of the last scan: a level of its own for each host, moving a little from week to week. */
function truRisk(seed: number, index: number, scanDay: number, isClean: boolean): number {
  const level = fraction(seed, index, SALT_RISK) * (isClean ? 200 : 950);
  const drift = fraction(seed, index, SALT_RISK, Math.floor(scanDay / 7)) * 40;
  return Math.round(level + drift);
}
