/** A unit of systemd: section, key, and its values in their order. */
export type UnitFile = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Reads a unit. */
export function readUnitFile(text: string): UnitFile {
  const unit: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> = {};
  for (const line of text.split('\n')) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      unit[name] ??= {};
      section = unit[name];
      continue;
    }
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    section[key] ??= [];
    section[key].push(value);
  }
  return unit;
}

/** What keeps the service from doing harm, whoever finds a hole in it. */
const HARDENING: Readonly<Record<string, string>> = {
  NoNewPrivileges: 'yes',
  CapabilityBoundingSet: '',
  ProtectSystem: 'strict',
  ProtectHome: 'yes',
  PrivateTmp: 'yes',
  PrivateDevices: 'yes',
  ProtectKernelTunables: 'yes',
  ProtectKernelModules: 'yes',
  ProtectControlGroups: 'yes',
  RestrictNamespaces: 'yes',
  RestrictSUIDSGID: 'yes',
  LockPersonality: 'yes',
  SystemCallArchitectures: 'native',
  UMask: '0077',
};

/** Everything that is wrong with the unit of the console, a line each. */
export function unitProblems({ Service = {}, Install = {} }: UnitFile): readonly string[] {
  const one = (key: string) => Service[key]?.at(-1);
  const folder = `/var/lib/${one('StateDirectory')}`;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      /^[a-z][\w-]*$/.test(one('User') ?? '') && one('User') !== 'root',
      'User is not one of its own',
    ],
    [one('Group') === one('User'), 'Group is not that of the user'],
    [one('ExecStart')?.startsWith('/') === true, 'ExecStart has no absolute path'],
    [one('Restart') === 'on-failure', 'Restart is not on-failure'],
    [
      Service['Environment']?.includes(`GRAPH_QUALYS_DATA_DIR=${folder}`) === true,
      'the data folder is not the StateDirectory',
    ],
    [one('WorkingDirectory') === folder, 'WorkingDirectory is not the data folder'],
    [one('StateDirectoryMode') === '0700', 'others can enter the data folder'],
    [one('KillSignal') === 'SIGTERM', 'KillSignal is not SIGTERM'],
    [Number.parseInt(one('TimeoutStopSec') ?? '0', 10) >= 30, 'no time to end a commit'],
    [
      (Service['SystemCallFilter'] ?? [])[0] === '@system-service',
      'SystemCallFilter does not begin with @system-service',
    ],
    [one('MemoryDenyWriteExecute') !== 'yes', 'the compiler of Node needs such memory'],
    [Install['WantedBy']?.[0] === 'multi-user.target', 'nothing starts it'],
  ];
  const loose = Object.entries(HARDENING)
    .filter(([key, value]) => one(key) !== value)
    .map(([key, value]) => `${key} is not ${value === '' ? 'empty' : value}`);
  return [...checks.filter(([isGood]) => !isGood).map(([, problem]) => problem), ...loose];
}
