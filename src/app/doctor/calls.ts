import type {
  DetectionRequest,
  EndpointName,
  HostAssetRequest,
  HostRequest,
  KnowledgeBaseRequest,
  WebAppFindingRequest,
  WebAppRequest,
} from '../../qualys/index.ts';
import { IdRanges } from '../../qualys/index.ts';

/**
 * The order of the calls. The host list goes first: a classic call tells a wrong password, an expired
 * account, a second factor and a missing API permission apart (reference 6.1), while the portal says
 * INVALID_CREDENTIALS to most of them.
 */
export const CALL_ORDER = [
  'host-list',
  'portal-version',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
] as const satisfies readonly EndpointName[];

/** "Host Scan Time": an entry that every knowledge base has, for when no detection names another one. */
export const WELL_KNOWN_QID = 45_038;

/** One host, nothing but its identity. */
export const HOST_CALL: HostRequest = { details: 'Basic', pageSize: 1 };

/** One host with its detections; any host when none is known. */
export function detectionCall(hostId: string | undefined): DetectionRequest {
  return { pageSize: 1, ...(hostId !== undefined && { ids: IdRanges.of([hostId]) }) };
}

/** One entry, in short. */
export function knowledgeBaseCall(qid: number): KnowledgeBaseRequest {
  return { ids: IdRanges.of([qid]), details: 'Basic' };
}

/** The ids of one asset record; of any host when none is known. */
export function hostAssetCall(hostId: string | undefined): HostAssetRequest {
  return {
    pageSize: 1,
    fields: ['id', 'qwebHostId'],
    ...(hostId !== undefined && { hostIds: IdRanges.of([hostId]) }),
  };
}

/** One web application. */
export const WEB_APP_CALL: WebAppRequest = { pageSize: 1 };

/** One finding of a web application. */
export const WEB_APP_FINDING_CALL: WebAppFindingRequest = { pageSize: 1 };
