import type { EntityKind } from '../entity-kind.ts';
import { text } from '../property.ts';
import { NAMED } from './named.ts';

/** The Qualys subscription as one integration instance sees it. */
export const ACCOUNT: EntityKind = {
  type: 'qualys_account',
  classes: ['Account'],
  resourceName: 'Account',
  ownership: 'instance',
  key: 'qualys-account:<instance id>',
  properties: {
    ...NAMED, // `Qualys - <account name>` for both
    vendor: text('constant Qualys', 'Full name of the vendor.'),
    apiUrl: text(
      'configuration',
      'API server without a trailing slash, for instance https://qualysapi.qg3.apps.qualys.com.',
    ),
    platform: text(
      'platform table',
      'Platform code such as US3; absent for a server that is not in the table.',
    ),
    webLink: text(
      'platform table',
      'Address of the user interface, https://<UI host>/; absent like platform.',
      { column: false },
    ),
    portalVersion: text(
      'Portal-Version/PortalApplication-VERSION',
      'Version of the portal, whole text.',
    ),
    webVersion: text('QWeb-Version/WEB-VERSION', 'Version of the QWeb application.'),
  },
};
