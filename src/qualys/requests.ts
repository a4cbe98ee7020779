import type { IdRanges } from './id-ranges.ts';

/** Hosts that carry tags, by name or by id. Names with a comma cannot be expressed (reference 8.1). */
export interface TagFilter {
  readonly by: 'name' | 'id';
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether one of the included tags is enough. Default `any`. */
  readonly match?: 'any' | 'all';
}

/** Which hosts a request is about. Everything given is ANDed. Dates are epoch milliseconds. */
export interface HostFilter {
  readonly ids?: IdRanges;
  /** Hosts whose scan results were processed after this time. */
  readonly vmProcessedAfter?: number;
  readonly vmProcessedBefore?: number;
  readonly tags?: TagFilter;
}

/**
 * How often a page is tried: `all` attempts, or `few` (one more, soon), for a caller that looks for the
 * record a page fails with and asks for parts of it.
 */
export type AttemptWish = 'all' | 'few';

/** A page of something: where it starts and how much it holds. */
export interface PageRequest {
  /** `summary.next` of the page before; absent for the first page. */
  readonly cursor?: string;
  /** Records per page; the default of the endpoint when absent. */
  readonly pageSize?: number;
  /** Default `all`. */
  readonly attempts?: AttemptWish;
}

/** A page of the host list. */
export interface HostRequest extends HostFilter, PageRequest {
  /** Default `All`; the forms with `/AGs` add asset group ids. */
  readonly details?: 'Basic' | 'Basic/AGs' | 'All' | 'All/AGs';
  readonly showTags?: boolean;
  readonly showAssetId?: boolean;
  readonly showTruRisk?: boolean;
  readonly showTruRiskFactors?: boolean;
  /** Cloud facts (METADATA) of all clouds. */
  readonly hostMetadata?: boolean;
  readonly showCloudTags?: boolean;
}

/** Status of a detection. */
export type DetectionStatus = 'New' | 'Active' | 'Re-Opened' | 'Fixed';

/** A page of detections. Hosts without a detection that fits are left out by Qualys. */
export interface DetectionRequest extends HostFilter, PageRequest {
  readonly severities?: readonly number[];
  /** Qualys leaves Fixed out unless asked for. */
  readonly statuses?: readonly DetectionStatus[];
  readonly qids?: IdRanges;
  /** Only `confirmed` or only `potential`; absent is both. */
  readonly includeVulnType?: 'confirmed' | 'potential';
  /** Information Gathered as well. */
  readonly showIgs?: boolean;
  readonly detectionUpdatedSince?: number;
  readonly detectionUpdatedBefore?: number;
  readonly showResults?: boolean;
  readonly showReopenedInfo?: boolean;
  readonly showTags?: boolean;
  readonly showAssetId?: boolean;
  readonly showQds?: boolean;
  readonly showQdsFactors?: boolean;
  readonly hostMetadata?: boolean;
  readonly showCloudTags?: boolean;
  readonly includeIgnored?: boolean;
  readonly includeDisabled?: boolean;
  /** Delivers the elements of detection sources (5.0, uncertain whether needed). */
  readonly vulnDetectionSource?: boolean;
  /** Drives AFFECT_RUNNING_KERNEL and the like: 0 asks for the flags without filtering. */
  readonly arfKernelFilter?: 0 | 1 | 2 | 3 | 4;
  readonly arfServiceFilter?: 0 | 1 | 2 | 3 | 4;
  readonly arfConfigFilter?: 0 | 1 | 2 | 3 | 4;
}

/** A slice of the knowledge base. There is no page size: an answer is whole (reference 11.1). */
export interface KnowledgeBaseRequest {
  readonly ids?: IdRanges;
  readonly idMin?: number;
  readonly idMax?: number;
  /** Default `All`; CVSS parts, correlation and threat intelligence need it. */
  readonly details?: 'Basic' | 'All';
  readonly lastModifiedAfter?: number;
  readonly lastModifiedBefore?: number;
  readonly showPciReasons?: boolean;
  readonly showSupportedModules?: boolean;
  readonly showDisabledFlag?: boolean;
  readonly showChangeLog?: boolean;
  /** As {@link PageRequest.cursor}; the DTD allows a cursor though none was ever seen. */
  readonly cursor?: string;
  /** As {@link PageRequest.attempts}. */
  readonly attempts?: AttemptWish;
}

/** A page of the host asset search. */
export interface HostAssetRequest extends PageRequest {
  /** Host ids (`qwebHostId`). */
  readonly hostIds?: IdRanges;
  /** Asset ids. */
  readonly assetIds?: IdRanges;
  /** Only these members (`fields`): keeps `vuln` and `software` out of the answer. */
  readonly fields?: readonly string[];
}

/** Which web applications. */
export interface WebAppFilter {
  readonly ids?: readonly string[];
  readonly isScanned?: boolean;
  /** Only those whose last scan is later; epoch milliseconds. */
  readonly lastScannedAfter?: number;
}

/** A page of the web application search. */
export interface WebAppRequest extends WebAppFilter, PageRequest {
  /** Tags as a list, not only their number. */
  readonly verbose?: boolean;
}

/** Which findings of web applications. Dates in epoch milliseconds. */
export interface WebAppFindingFilter {
  readonly webAppIds?: readonly string[];
  readonly lastDetectedAfter?: number;
  readonly lastTestedAfter?: number;
  readonly severities?: readonly number[];
}

/** A page of web application findings. */
export interface WebAppFindingRequest extends PageRequest, WebAppFindingFilter {
  readonly verbose?: boolean;
}
