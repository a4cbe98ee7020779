import { CONFIDENTIAL_COMMENT, cdata, element, keepAliveComment } from '../render/xml.ts';
import { isoSeconds } from '../time/calendar.ts';
import type { FoRequest } from './fo-endpoint.ts';

/** Host of the links in WARNINGs: an internal one, which nobody can reach (reference 2). */
const INTERNAL_HOST = 'qualysapi.p01.internal.example';

function echo(request: FoRequest): string {
  if (!request.parameters.isOn('echo_request')) return '';
  const rows = [...request.parameters.entries()].map(
    ([key, value]) => `<PARAM>${element('KEY', key)}${element('VALUE', value)}</PARAM>\n`,
  );
  return `<REQUEST>
<DATETIME>${isoSeconds(request.world.now)}</DATETIME>
<USER_LOGIN>${request.username}</USER_LOGIN>
<RESOURCE>https://${request.host}${request.path}</RESOURCE>
<PARAM_LIST>
${rows.join('')}</PARAM_LIST>
</REQUEST>
`;
}

/** Everything before the data. */
export function documentHead(request: FoRequest, root: string, dtd: string): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE ${root} SYSTEM "https://${request.host}${dtd}">
<${root}>
${echo(request)}<RESPONSE>
<DATETIME>${isoSeconds(request.world.now)}</DATETIME>
`;
}

/** Everything after the data, comments behind the root included. */
export function documentTail(root: string): string {
  return `</RESPONSE>\n</${root}>\n${CONFIDENTIAL_COMMENT}${keepAliveComment(root)}`;
}

/**
 * The WARNING of a page that is not the last. Its URL names another host and another version, and holds
 * parameters that nobody sent: it is good for its `id_min` only (reference 8.4).
 */
export function pageWarning(request: FoRequest, records: number, nextId: number): string {
  const query = [...request.parameters.entries()]
    .filter(([name]) => name !== 'id_min')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const path = request.path.replace(/^\/api\/[\d.]+\//, '/api/4.0/');
  const url = `https://${INTERNAL_HOST}${path}?${[...query, 'cloud_agent_activationkey=0', `id_min=${nextId}`].join('&')}`;
  return `<WARNING>
<CODE>1980</CODE>
<TEXT>${records} record limit exceeded. Use URL to get next batch of results.</TEXT>
<URL>
  ${cdata(url)}
</URL>
</WARNING>
`;
}
