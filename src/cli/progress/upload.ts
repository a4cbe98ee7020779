import { count, duration, plural } from '../../app/units.ts';
import type { SyncProgress } from '../../destinations/jupiterone/index.ts';

/** At most one line about uploads in this time. Milliseconds. */
const INTERVAL_MS = 5_000;

/** Progress of an upload as lines: what there is, how far it is, every wait of a second or more. */
export function uploadProgress(
  write: (text: string) => void,
  clock: () => number,
): (progress: SyncProgress) => void {
  const startedAt = clock();
  let told = startedAt;
  let status = '';
  return (progress) => {
    switch (progress.kind) {
      case 'sync-planned':
        write(plannedLines(progress));
        return;
      case 'sync-started':
        write(`${progress.isResumed ? 'Going on with' : 'Uploading to'} job ${progress.job}\n`);
        return;
      case 'uploaded': {
        const { what, objects, total } = progress;
        if (objects < total && clock() - told < INTERVAL_MS) return;
        told = clock();
        write(
          `Uploaded ${count(objects)} of ${count(total)} ${what}, ${duration(told - startedAt)}\n`,
        );
        return;
      }
      case 'sync-waiting':
        if (progress.waitMs >= 1000) {
          write(`Waiting ${duration(progress.waitMs)} (${progress.call}): ${progress.reason}\n`);
        }
        return;
      case 'finalizing':
        if (progress.status === status) return;
        status = progress.status;
        write(`JupiterOne works on job ${progress.job}: ${status}\n`);
        return;
    }
  };
}

/** How many objects there are to upload, and how many of them can be left out. */
function plannedLines({
  entities,
  relationships,
}: SyncProgress & { kind: 'sync-planned' }): string {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, number) => total + number, 0);
  const ofCves = Object.entries(relationships)
    .filter(([type]) => type.endsWith('_is_cve'))
    .reduce((total, [, number]) => total + number, 0);
  const which =
    ofCves === 0
      ? ''
      : `, ${count(ofCves)} of them from findings to CVEs (SYNC_CVE_RELATIONSHIPS=false leaves these out)`;
  return `To upload: ${plural(sum(entities), 'entity', 'entities')} and ${plural(sum(relationships), 'relationship')}${which}\n`;
}
