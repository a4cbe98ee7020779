import { type ElementTree, treeToJson, treeToXml } from '../render/element-tree.ts';
import { escapeAll } from '../render/xml.ts';
import type { Answer } from './answer.ts';

/** Where a portal answer goes: its XSD, and the format that was asked for. */
export interface ResponseForm {
  readonly host: string;
  /** Path after `/qps/xsd/`. */
  readonly xsd: string;
  readonly isJson: boolean;
}

/** A page of records. */
export interface RecordPage {
  readonly records: readonly ElementTree[];
  /** Id of the last record, when there are more. */
  readonly lastId?: number;
}

function open(form: ResponseForm): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ServiceResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="https://${form.host}/qps/xsd/${form.xsd}">
`;
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status: 200,
    contentType: 'application/json',
    headers,
    body: JSON.stringify({ ServiceResponse: body }),
  };
}

/** An error of the portal: HTTP 200, and a responseCode that is not SUCCESS (reference 6.2). */
export function serviceError(
  form: ResponseForm,
  code: string,
  message: string,
  resolution: string,
): Answer {
  if (form.isJson) {
    return json({
      responseCode: code,
      responseErrorDetails: { errorMessage: message, errorResolution: resolution },
    });
  }
  return {
    status: 200,
    contentType: 'application/xml',
    body: `${open(form)}<responseCode>${code}</responseCode>
<responseErrorDetails>
<errorMessage>${escapeAll(message)}</errorMessage>
<errorResolution>${escapeAll(resolution)}</errorResolution>
</responseErrorDetails>
</ServiceResponse>`,
  };
}

/** A count. */
export function serviceCount(form: ResponseForm, count: number): Answer {
  if (form.isJson) return json({ responseCode: 'SUCCESS', count });
  return {
    status: 200,
    contentType: 'application/xml',
    body: `${open(form)}<responseCode>SUCCESS</responseCode>\n<count>${count}</count>\n</ServiceResponse>`,
  };
}

/** A page of a search. Without records there is neither hasMoreRecords nor data. */
export function servicePage(form: ResponseForm, page: RecordPage): Answer {
  const headers = { evaluation: 'false' };
  const { records, lastId } = page;
  const isLast = lastId === undefined;
  if (form.isJson) {
    return json(
      {
        responseCode: 'SUCCESS',
        count: records.length,
        ...(records.length > 0 && { hasMoreRecords: String(!isLast) }),
        ...(!isLast && { lastId }),
        ...(records.length > 0 && {
          data: records.map((record) => ({ [record.name]: treeToJson(record) })),
        }),
      },
      headers,
    );
  }
  return { status: 200, contentType: 'application/xml', headers, body: pageXml(form, page) };
}

function* pageXml(form: ResponseForm, { records, lastId }: RecordPage): Generator<string> {
  yield `${open(form)}<responseCode>SUCCESS</responseCode>\n<count>${records.length}</count>\n`;
  if (records.length > 0) {
    yield `<hasMoreRecords>${lastId !== undefined}</hasMoreRecords>\n`;
    if (lastId !== undefined) yield `<lastId>${lastId}</lastId>\n`;
    yield '<data>\n';
    for (const record of records) yield treeToXml(record);
    yield '</data>\n';
  }
  yield '</ServiceResponse>';
}
