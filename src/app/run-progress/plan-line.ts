import type { RunProgress } from '../collect.ts';
import { count, duration, plural } from '../units.ts';

type Plan = Extract<RunProgress, { kind: 'plan' }>;

/** What a run is going to need, in a line: `Full run: 20,000 hosts, about 160 of 300 calls, 30 min.` */
export function planLine(plan: Plan): string {
  const { mode, isResumed, hosts, ofHosts, calls, callsPerWindow, windowSec, minutes } = plan;
  const name = mode === 'full' ? 'Full run' : 'Incremental run';
  const which =
    mode === 'full' ? plural(hosts, 'host') : `${count(hosts)} of ${plural(ofHosts, 'host')}`;
  const limit =
    callsPerWindow === undefined || windowSec === undefined
      ? plural(calls, 'call')
      : `${count(calls)} of ${plural(callsPerWindow, 'call')} per ${duration(windowSec * 1000)}`;
  const resumed = isResumed ? ', going on where it was cut off' : '';
  return `${name}${resumed}: ${which}, about ${limit}, ${plural(minutes, 'minute')} at Qualys.`;
}
