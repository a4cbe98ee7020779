const LINUX = [
  'linux',
  'ubuntu',
  'debian',
  'red hat',
  'centos',
  'suse',
  'fedora',
  'amazon',
  'alma',
  'rocky',
];
const DARWIN = ['macos', 'mac os', 'os x'];

/** The platform that an operating system, as Qualys words it, belongs to. */
export function platformOf(os: string | undefined): 'windows' | 'darwin' | 'linux' | undefined {
  if (os === undefined) return undefined;
  const text = os.toLowerCase();
  if (text.includes('windows')) return 'windows';
  if (DARWIN.some((word) => text.includes(word))) return 'darwin';
  if (LINUX.some((word) => text.includes(word))) return 'linux';
  return undefined;
}
