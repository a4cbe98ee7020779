import { type HostListView, renderListedHost } from '../../render/host-list.ts';
import type { MetadataChoice } from '../../render/host-parts.ts';
import { cdata } from '../../render/xml.ts';
import type { Host } from '../../world/host.ts';
import { xmlAnswer } from '../answer.ts';
import { documentHead, documentTail, pageWarning } from '../fo-document.ts';
import type { FoEndpoint, FoRequest } from '../fo-endpoint.ts';
import {
  chosenHosts,
  HOST_FILTER_EXCLUSIVE,
  HOST_FILTER_RULES,
  isByIdOnly,
} from '../host-filter.ts';
import { flag, oneOf } from '../parameters.ts';
import { idSet } from '../ranges.ts';

const ROOT = 'HOST_LIST_OUTPUT';
const DEFAULT_PAGE = 1000;

const GLOSSARY = `<GLOSSARY>
<USER_LIST><USER><USER_LOGIN>demo_ab1</USER_LOGIN><FIRST_NAME>${cdata('Ada')}</FIRST_NAME><LAST_NAME>${cdata('Byron')}</LAST_NAME></USER></USER_LIST>
<ASSET_GROUP_LIST>
<ASSET_GROUP><ID>7001</ID><TITLE>${cdata('All')}</TITLE></ASSET_GROUP>
<ASSET_GROUP><ID>7002</ID><TITLE>${cdata('Branches')}</TITLE></ASSET_GROUP>
<ASSET_GROUP><ID>7004</ID><TITLE>${cdata('Data centre')}</TITLE></ASSET_GROUP>
</ASSET_GROUP_LIST>
</GLOSSARY>
`;

function viewOf({ parameters, version }: FoRequest): HostListView {
  const details = parameters.text('details') ?? 'Basic';
  const metadata = parameters.text('host_metadata') as MetadataChoice | undefined;
  return {
    version: Number(version),
    isAll: details.startsWith('All'),
    showAssetGroups: details.endsWith('/AGs'),
    showAssetId: parameters.isOn('show_asset_id'),
    showTags: parameters.isOn('show_tags'),
    ...(metadata !== undefined && { metadata }),
    showCloudTags: parameters.isOn('show_cloud_tags'),
    showTruRisk: parameters.isOn('show_trurisk') || parameters.isOn('show_ars'),
    showTruRiskFactors:
      parameters.isOn('show_trurisk_factors') || parameters.isOn('show_ars_factors'),
  };
}

/** Takes up to `limit` entries; afterwards `next` is the id of the first one left over. */
class Page {
  readonly #limit: number;
  count = 0;
  next: number | undefined;

  constructor(limit: number) {
    this.#limit = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  }

  isFull(id: number): boolean {
    if (this.count < this.#limit) {
      this.count++;
      return false;
    }
    this.next = id;
    return true;
  }
}

function* hostIds(request: FoRequest, chosen: Iterable<Host>, page: Page): Generator<number> {
  const { world, parameters } = request;
  // Ids alone need no hosts: the whole list of a big subscription is a matter of milliseconds.
  if (isByIdOnly(parameters) && !parameters.has('ids')) {
    for (const id of world.hostIds(parameters.number('id_min'), parameters.number('id_max'))) {
      if (page.isFull(id)) return;
      yield id;
    }
    return;
  }
  for (const { id } of chosen) {
    if (page.isFull(id)) return;
    yield id;
  }
}

function* hosts(request: FoRequest, chosen: Iterable<Host>, page: Page): Generator<string> {
  const view = viewOf(request);
  for (const host of chosen) {
    if (page.isFull(host.id)) return;
    yield renderListedHost(host, view);
  }
}

function* body(request: FoRequest, chosen: Iterable<Host>): Generator<string> {
  const { parameters } = request;
  const page = new Page(parameters.number('truncation_limit') ?? DEFAULT_PAGE);
  const isIds = parameters.text('details') === 'None';
  const list = isIds ? 'ID_SET' : 'HOST_LIST';
  yield documentHead(request, ROOT, `/api/${request.version}/fo/asset/host/dtd/list/output.dtd`);
  let isEmpty = true;
  for (const part of isIds ? idSet(hostIds(request, chosen, page)) : hosts(request, chosen, page)) {
    if (isEmpty) yield `<${list}>\n`;
    isEmpty = false;
    yield part;
  }
  if (!isEmpty) yield `</${list}>\n`;
  if (page.next !== undefined) yield pageWarning(request, page.count, page.next);
  if (parameters.text('details')?.endsWith('/AGs') && !isEmpty) yield GLOSSARY;
  yield documentTail(ROOT);
}

/** The host list: every host that was scanned, clean ones too. */
export const HOST_LIST: FoEndpoint = {
  name: 'host-list',
  path: 'asset/host',
  versions: ['2.0', '3.0', '4.0', '5.0'],
  rules: {
    ...HOST_FILTER_RULES,
    details: oneOf('None', 'Basic', 'Basic/AGs', 'All', 'All/AGs'),
    show_trurisk_factors: flag,
    show_ars_factors: flag,
  },
  exclusive: HOST_FILTER_EXCLUSIVE,
  answer: (request) => xmlAnswer(body(request, chosenHosts(request.world, request.parameters))),
};
