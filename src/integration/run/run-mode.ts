/** Whether a run reads every host, or those that changed, failed, or were read longest ago. */
export type RunMode = 'full' | 'incremental';
