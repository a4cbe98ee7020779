import { WEB_APP } from '../../../model/entity-kinds/web-apps.ts';
import type { MappedTarget } from '../../../model/graph-object.ts';
import type { WebApp } from '../../../qualys/index.ts';
import { sorted } from '../lists.ts';
import { WEB_APP_SCANNER_KEY } from '../services/constants.ts';

/** A web application as a target for the mapper. Names are not unique, ids are. */
export function convertWebApp(webApp: WebApp & { readonly id: string }): MappedTarget {
  const name = webApp.name ?? webApp.url ?? `Web application ${webApp.id}`;
  return {
    scannerKey: WEB_APP_SCANNER_KEY,
    ref: { space: 'web-app', id: webApp.id },
    order: Number(webApp.id),
    isEnriched: true,
    entity: {
      _key: `qualys-web-app:${webApp.id}`,
      _type: WEB_APP.type,
      _class: WEB_APP.classes,
      name,
      displayName: name,
      webAppId: webApp.id,
      url: webApp.url,
      ownerId: webApp.owner?.id,
      tags: sorted(webApp.tags?.map((tag) => tag.name)),
      createdOn: webApp.createdDate,
      updatedOn: webApp.updatedDate,
      truRiskScore: webApp.riskScore,
    },
  };
}
