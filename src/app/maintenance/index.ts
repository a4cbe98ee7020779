/** What is done with a data folder as a whole: backup, restore, uninstallation. */

export { type BackupInput, makeBackup } from './backup.ts';
export { assertIdle } from './idle.ts';
export { type RestoreInput, restoreBackup } from './restore.ts';
export { type Uninstalled, uninstall } from './uninstall.ts';
export { type Going, whatGoes } from './what-goes.ts';
