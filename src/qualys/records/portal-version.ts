import { as, type RecordOf, textMap } from '../xml/field.ts';

/** Answer of the portal version (reference 15): which modules there are varies, so names are data. */
export const PORTAL_VERSION = {
  'Portal-Version': as('portal', textMap()),
  'QWeb-Version': as('qweb', textMap()),
};

/**
 * Versions by element name as sent: `portal['VM-VERSION']`, `portal['PortalApplication-VERSION']`,
 * `qweb['SCANNER-VERSION']`. Inside a module name every `_` comes doubled (`QWEB__VM-VERSION`).
 */
export type PortalVersion = RecordOf<typeof PORTAL_VERSION>;
