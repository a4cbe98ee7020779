import { ENDPOINTS, PLATFORMS } from '../../src/qualys/index.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';

/** The page `docs/reference/endpoints.md`. */
export function endpointsPage(): string {
  const endpoints = Object.values(ENDPOINTS).map((endpoint) => [
    code(endpoint.name),
    code(endpoint.path),
    endpoint.version || '–',
    endpoint.oldVersions
      .map((old) => `${old.version} (support ended ${old.endOfSupport}, ends ${old.endOfLife})`)
      .join(', '),
    String(endpoint.maxConcurrency),
  ]);
  const platforms = PLATFORMS.map((platform) => [
    platform.code,
    platform.apiHost,
    platform.gatewayHost,
    platform.uiHost,
  ]);
  return `# Endpoints, versions and platforms

${GENERATED}Each endpoint has a version of its own; \`QUALYS_API_VERSIONS\` overrides them, for instance \`host-list=4.0,knowledge-base=3.0\`.

${markdownTable(['Endpoint', 'Path', 'Version', 'Older versions', 'Most calls at once'], endpoints)}
## Platforms

The API server belongs into \`QUALYS_API_URL\`. A private platform has names of its own: set \`QUALYS_GATEWAY_URL\` or \`QUALYS_UI_URL\` too, and any API host is taken.

${markdownTable(['Platform', 'API server', 'Gateway', 'User interface'], platforms)}`;
}
