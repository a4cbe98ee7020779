import { mix } from '../random.ts';
import type { Detection } from './detection.ts';
import type { Host } from './host.ts';
import type { Vulnerability } from './vulnerability.ts';

const SALT = 0x4e5;

/** How many different results a QID has. */
const RESULT_VARIANTS = 16;

/** Which of the results of its QID a detection has. */
export function resultVariant(host: Host, detection: Detection): number {
  return mix(SALT, host.index, detection.slot) % RESULT_VARIANTS;
}

/**
 * RESULTS of a detection: the table or text that the check left behind. Plain text with tabs and line
 * breaks; some hold what an XML writer has to take care of.
 */
export function resultsOf(vulnerability: Vulnerability, variant: number): string {
  const { subject, index } = vulnerability;
  const minor = (index * 7 + variant * 3) % 40;
  switch (vulnerability.family) {
    case 'ubuntu':
    case 'redhat':
    case 'amazon':
    case 'suse': {
      const separator = (index + variant) % 31 === 0 ? ';;' : '\n';
      const rows = Array.from(
        { length: 1 + (variant % 4) },
        (_, row) => `${subject}-${row}\t2.${minor}.${row}-1\t2.${minor}.${row}-4`,
      );
      return ['Package\tInstalled Version\tRequired Version', ...rows].join(separator);
    }
    case 'windows':
      return (index + variant) % 29 === 0
        ? `HKLM\\Software\\Größe & Art\\${subject} fehlt <0x${minor}> ]]> Ende`
        : `%windir%\\System32\\${subject.toLowerCase().replaceAll(' ', '')}.dll Version is 10.0.17763.${minor}\nRequired update is not installed`;
    case 'application':
      return `C:\\Program Files\\${subject}\\bin Version is ${minor}.0.1`;
    case 'information':
      return variant % 2 === 0 ? `Host_Name\nnode-${minor}` : `Uptime: ${minor} days`;
    default:
      return `#table cols=2\nProtocol\tCipher\n${subject}\tcase_${minor}`;
  }
}
