import { PORTAL_VERSIONS, QWEB_VERSIONS } from '../portal-versions.ts';
import type { QpsEndpoint } from '../qps-endpoint.ts';

function versions(name: string, values: Readonly<Record<string, string>>): string {
  const rows = Object.entries(values).map(
    ([module, version]) => `<${module}-VERSION>${version}</${module}-VERSION>\n`,
  );
  return `<${name}>\n${rows.join('')}</${name}>\n`;
}

/** Versions of everything: the cheapest check of credentials. */
export const PORTAL_VERSION: QpsEndpoint = {
  name: 'portal-version',
  object: 'portal/version',
  xsd: 'version.xsd',
  answer: ({ form }) => {
    if (form.isJson) {
      const named = (values: Readonly<Record<string, string>>) =>
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`${name}-VERSION`, value]),
        );
      return {
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({
          ServiceResponse: {
            responseCode: 'SUCCESS',
            count: 1,
            data: [
              { 'Portal-Version': named(PORTAL_VERSIONS), 'QWeb-Version': named(QWEB_VERSIONS) },
            ],
          },
        }),
      };
    }
    return {
      status: 200,
      contentType: 'application/xml',
      body: `<?xml version="1.0" encoding="UTF-8"?>
<ServiceResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://${form.host}/qps/xsd/version.xsd">
<responseCode>SUCCESS</responseCode>
<count>1</count>
<data>
${versions('Portal-Version', PORTAL_VERSIONS)}${versions('QWeb-Version', QWEB_VERSIONS)}</data>
</ServiceResponse>`,
    };
  },
};
