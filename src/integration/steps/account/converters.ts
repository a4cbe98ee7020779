import { ACCOUNT } from '../../../model/entity-kinds/account.ts';
import type { Entity } from '../../../model/graph-object.ts';
import type { PortalVersion } from '../../../qualys/index.ts';
import type { ConverterContext } from '../context.ts';

/** The subscription as this instance sees it. Without `portal` the versions are absent. */
export function convertAccount(
  portal: PortalVersion | undefined,
  context: ConverterContext,
): Entity {
  const name = `Qualys - ${context.accountName}`;
  return {
    _key: `qualys-account:${context.instanceId}`,
    _type: ACCOUNT.type,
    _class: ACCOUNT.classes,
    'tag.AccountName': context.accountTag,
    name,
    displayName: name,
    vendor: 'Qualys',
    apiUrl: context.apiUrl,
    platform: context.platform,
    webLink: context.uiUrl === undefined ? undefined : `${context.uiUrl}/`,
    portalVersion: portal?.portal?.['PortalApplication-VERSION'],
    webVersion: portal?.qweb?.['WEB-VERSION'],
  };
}
