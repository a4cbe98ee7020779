/** What is done with a data folder as a whole: backup, restore, uninstallation. */

export { type BackupInput, makeBackup } from './backup.ts';
export { assertIdle } from './idle.ts';
export { ourNames } from './our-files.ts';
export { type RestoreInput, restoreBackup } from './restore.ts';
export { type Uninstalled, uninstall } from './uninstall.ts';
