import type { EndpointDiagnosis, EndpointState, Verdict } from './report.ts';

/** Exit code by verdict. */
export const EXIT_CODES = { good: 0, gaps: 3, unusable: 1 } as const satisfies Record<
  Verdict,
  number
>;

/** Without permission for these a run ends at once. */
const ESSENTIAL = ['host-list', 'host-detections'];
const NO_PERMISSION: readonly EndpointState[] = ['not-permitted', 'not-available', 'not-licensed'];
const NO_WAY_IN: readonly EndpointState[] = ['login-refused', 'unreachable'];

/** Whether a run with these answers would work, and whether its graph would lack something. */
export function verdictOf(endpoints: readonly EndpointDiagnosis[]): Verdict {
  const wanted = endpoints.filter(({ isWanted }) => isWanted);
  const works = (name: string) =>
    wanted.some((endpoint) => endpoint.name === name && endpoint.state === 'works');
  const isBarred = wanted.some(
    ({ name, state }) =>
      NO_WAY_IN.includes(state) || (ESSENTIAL.includes(name) && NO_PERMISSION.includes(state)),
  );
  if (isBarred || !(works('host-list') || works('web-apps'))) return 'unusable';
  return wanted.every(isWhole) ? 'good' : 'gaps';
}

/** Whether every endpoint refuses the account: no endpoint is to blame then, but the account. */
export function isRefusedEverywhere(endpoints: readonly EndpointDiagnosis[]): boolean {
  return endpoints.every(({ state }) => NO_PERMISSION.includes(state));
}

/** Answers, in a version that is supported, and the account sees something where it has to. */
function isWhole({ name, state, version, records }: EndpointDiagnosis): boolean {
  const seesNothing = name === 'host-list' && records === 0;
  return state === 'works' && version.support !== 'ended' && !seesNothing;
}
