import { PLATFORMS } from '../qualys/index.ts';

/** A shared platform of Qualys, as a person picks it. Addresses are https origins. */
export interface PlatformChoice {
  /** `US3`, `EU1`. */
  readonly code: string;
  readonly apiUrl: string;
  /** What the address of its user interface begins with: by this one knows one's platform. */
  readonly uiUrl: string;
}

/** The shared platforms, in the order of Qualys' own list. */
export const PLATFORM_CHOICES: readonly PlatformChoice[] = PLATFORMS.map(
  ({ code, apiHost, uiHost }) => ({
    code,
    apiUrl: `https://${apiHost}`,
    uiUrl: `https://${uiHost}`,
  }),
);
