import { HOST_DETECTIONS, type HostDetections } from './records/detection.ts';
import { HOST, type Host } from './records/host.ts';
import { HOST_ASSET, type HostAsset } from './records/host-asset.ts';
import { PORTAL_VERSION, type PortalVersion } from './records/portal-version.ts';
import { VULNERABILITY, type Vulnerability } from './records/vulnerability.ts';
import { WEB_APP, type WebApp } from './records/web-app.ts';
import { WEB_APP_FINDING, type WebAppFinding } from './records/web-app-finding.ts';
import { xmlDocument } from './xml/document.ts';
import {
  booleanText,
  date,
  type Field,
  type Fields,
  ignored,
  integer,
  list,
  object,
  type RecordOf,
  stream,
  text,
  valued,
} from './xml/field.ts';

// Reference 6.1: an answer of any status may be one of these instead of what was asked for.
const SIMPLE_RETURN = {
  REQUEST: ignored(),
  RESPONSE: object({
    DATETIME: date(),
    CODE: text(),
    TEXT: text(),
    ITEM_LIST: list({ ITEM: object({ KEY: text(), VALUE: text() }) }),
  }),
};
const GENERIC_RETURN = {
  API: ignored(),
  RETURN: valued(text(), { status: text(), number: text() }),
};
const OLD_ERROR = valued(text(), { number: text() });

const RETURN_ROOTS = { SIMPLE_RETURN, GENERIC_RETURN };

/** Root of a list of the FO API; `content` is what RESPONSE holds besides date, warning and error. */
function foRoot(content: Fields) {
  return {
    REQUEST: ignored(),
    ERROR: OLD_ERROR,
    RESPONSE: object({ ...FO_RESPONSE, ...content }),
  };
}

const FO_RESPONSE = {
  DATETIME: date(),
  WARNING: object({ CODE: text(), TEXT: text(), URL: text() }),
  ERROR: OLD_ERROR,
  // Names behind the ids of the host list; nothing here uses them.
  GLOSSARY: ignored(),
};

/** Root of every answer of the qps API (reference 12); `data` is what its element `data` holds. */
function serviceResponse(data: Fields) {
  return { ...SERVICE_RESPONSE, data: object(data) };
}

const SERVICE_RESPONSE = {
  responseCode: text(),
  responseErrorDetails: object({ errorMessage: text(), errorResolution: text() }),
  count: integer(),
  hasMoreRecords: booleanText(),
  lastId: text(),
};

const records = (fields: Fields, require: string): Field<never, never> =>
  stream(object(fields, { require }));

/** RESPONSE of any document of the FO API, errors included. */
export type FoResponse = RecordOf<typeof FO_RESPONSE> &
  Pick<NonNullable<RecordOf<typeof SIMPLE_RETURN>['response']>, 'code' | 'text' | 'itemList'>;

/** What any document of Qualys may hold besides its records. */
export type Envelope = RecordOf<typeof SERVICE_RESPONSE> & {
  readonly response?: FoResponse;
  readonly return?: RecordOf<typeof GENERIC_RETURN>['return'];
  readonly error?: RecordOf<{ ERROR: typeof OLD_ERROR }>['error'];
  readonly data?: PortalVersion;
};

/** Host list with details (reference 8.2). */
export const HOST_LIST_DOCUMENT = xmlDocument<Host>({
  HOST_LIST_OUTPUT: foRoot({ HOST_LIST: object({ HOST: records(HOST, 'id') }) }),
  ...RETURN_ROOTS,
});

/** Host list without details: single ids and ranges as text (reference 8.3). */
export const HOST_ID_DOCUMENT = xmlDocument<string>({
  HOST_LIST_OUTPUT: foRoot({
    ID_SET: object({ ID: stream(text()), ID_RANGE: stream(text()) }),
  }),
  ...RETURN_ROOTS,
});

/** Host list detection (reference 9.2). */
export const DETECTION_DOCUMENT = xmlDocument<HostDetections>({
  HOST_LIST_VM_DETECTION_OUTPUT: foRoot({
    HOST_LIST: object({ HOST: records(HOST_DETECTIONS, 'id') }),
  }),
  ...RETURN_ROOTS,
});

/** Knowledge base (reference 11.2). */
export const KNOWLEDGE_BASE_DOCUMENT = xmlDocument<Vulnerability>({
  KNOWLEDGE_BASE_VULN_LIST_OUTPUT: foRoot({
    VULN_LIST: object({ VULN: records(VULNERABILITY, 'qid') }),
    // Only with details=None, which this client never asks for.
    ID_SET: ignored(),
  }),
  ...RETURN_ROOTS,
});

/** Host asset search (reference 14.1). */
export const HOST_ASSET_DOCUMENT = xmlDocument<HostAsset>({
  ServiceResponse: serviceResponse({ HostAsset: records(HOST_ASSET, 'id') }),
  ...RETURN_ROOTS,
});

/** Web application search and count (reference 13.1). */
export const WEB_APP_DOCUMENT = xmlDocument<WebApp>({
  ServiceResponse: serviceResponse({ WebApp: records(WEB_APP, 'id') }),
  ...RETURN_ROOTS,
});

/** Web application finding search (reference 13.2). */
export const WEB_APP_FINDING_DOCUMENT = xmlDocument<WebAppFinding>({
  ServiceResponse: serviceResponse({ Finding: records(WEB_APP_FINDING, 'id') }),
  ...RETURN_ROOTS,
});

/** Portal version (reference 15). */
export const PORTAL_VERSION_DOCUMENT = xmlDocument<never>({
  ServiceResponse: serviceResponse(PORTAL_VERSION),
  ...RETURN_ROOTS,
});
