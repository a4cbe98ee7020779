import { mix } from '../random.ts';
import type { Detection } from './detection.ts';
import type { Host } from './host.ts';

const SALT = 0x4e5;
const NUMBERS = Array.from({ length: 40 }, (_, at) => String(at));

/**
 * RESULTS of a detection: the table or text that the check left behind. Plain text with tabs and line
 * breaks; some hold what an XML writer has to take care of.
 */
export function resultsOf(host: Host, detection: Detection): string {
  const { vulnerability } = detection;
  const spice = mix(SALT, host.index, detection.slot);
  const minor = NUMBERS[spice % 40] ?? '0';
  const { subject } = vulnerability;
  switch (vulnerability.family) {
    case 'ubuntu':
    case 'redhat':
    case 'amazon':
    case 'suse': {
      const separator = spice % 31 === 0 ? ';;' : '\n';
      const rows = 1 + ((spice >>> 8) % 4);
      let table = 'Package\tInstalled Version\tRequired Version';
      for (let row = 0; row < rows; row++) {
        table += `${separator}${subject}-${NUMBERS[row]}\t2.${minor}.${row}-1\t2.${minor}.${row}-4`;
      }
      return table;
    }
    case 'windows':
      return spice % 29 === 0
        ? `HKLM\\Software\\Größe & Art\\${subject} fehlt <0x${minor}> ]]> Ende`
        : `%windir%\\System32\\${subject.toLowerCase().replaceAll(' ', '')}.dll Version is 10.0.17763.${minor}\nRequired update is not installed`;
    case 'application':
      return `C:\\Program Files\\${subject}\\bin Version is ${minor}.0.1\nInstalled on host ${host.id}`;
    case 'information':
      return spice % 2 === 0
        ? `Host_Name\n${host.dns ?? host.ip ?? 'unknown'}`
        : `Uptime: ${minor} days`;
    default:
      return `#table cols=2\nProtocol\tCipher\n${subject}\tcase_${minor}\nPort ${detection.port ?? 'none'} answered`;
  }
}
