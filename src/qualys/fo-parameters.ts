import type {
  DetectionRequest,
  HostFilter,
  HostRequest,
  KnowledgeBaseRequest,
} from './requests.ts';

/**
 * Parameters of the FO API (reference 4): lists with commas, booleans as 0 and 1, dates in UTC with
 * seconds. What is undefined or empty is left out, because an empty `ids=` is an error.
 */
export type FoParameters = Readonly<Record<string, string>>;

type Value = string | number | boolean | readonly (string | number)[] | undefined;

function parameters(values: Readonly<Record<string, Value>>): FoParameters {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const text = textOf(value);
    if (text !== undefined && text !== '') result[name] = text;
  }
  return result;
}

function textOf(value: Value): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : value.join(',');
}

/** `2026-11-24T08:00:00Z`; rounded down, so that a window never starts later than asked. */
export function parameterDate(time: number | undefined): string | undefined {
  return time === undefined
    ? undefined
    : `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function hostFilter(filter: HostFilter): Readonly<Record<string, Value>> {
  const { tags } = filter;
  return {
    ids: filter.ids?.toString(),
    vm_processed_after: parameterDate(filter.vmProcessedAfter),
    vm_processed_before: parameterDate(filter.vmProcessedBefore),
    ...(tags === undefined
      ? {}
      : {
          use_tags: true,
          tag_set_by: tags.by,
          tag_set_include: tags.include,
          tag_set_exclude: tags.exclude,
          tag_include_selector: tags.match,
        }),
  };
}

/** Reference 8.1: only ids; with Infinity all of them in one answer. */
export function hostIdParameters(
  filter: HostFilter,
  cursor: string | undefined,
  pageSize: number,
): FoParameters {
  return parameters({
    action: 'list',
    details: 'None',
    truncation_limit: pageSize === Number.POSITIVE_INFINITY ? 0 : pageSize,
    id_min: cursor,
    ...hostFilter(filter),
  });
}

/** Reference 8.1. */
export function hostParameters(request: HostRequest, pageSize: number): FoParameters {
  return parameters({
    action: 'list',
    details: request.details ?? 'All',
    truncation_limit: pageSize,
    id_min: request.cursor,
    show_tags: request.showTags,
    show_asset_id: request.showAssetId,
    show_trurisk: request.showTruRisk,
    show_trurisk_factors: request.showTruRiskFactors,
    host_metadata: request.hostMetadata === true ? 'all' : undefined,
    show_cloud_tags: request.showCloudTags,
    ...hostFilter(request),
  });
}

/** Reference 9.1. */
export function detectionParameters(request: DetectionRequest, pageSize: number): FoParameters {
  return parameters({
    action: 'list',
    output_format: 'XML',
    truncation_limit: pageSize,
    id_min: request.cursor,
    severities: request.severities,
    status: request.statuses,
    qids: request.qids?.toString(),
    include_vuln_type: request.includeVulnType,
    show_igs: request.showIgs,
    detection_updated_since: parameterDate(request.detectionUpdatedSince),
    detection_updated_before: parameterDate(request.detectionUpdatedBefore),
    show_results: request.showResults,
    show_reopened_info: request.showReopenedInfo,
    show_tags: request.showTags,
    show_asset_id: request.showAssetId,
    show_qds: request.showQds,
    show_qds_factors: request.showQdsFactors,
    host_metadata: request.hostMetadata === true ? 'all' : undefined,
    show_cloud_tags: request.showCloudTags,
    include_ignored: request.includeIgnored,
    include_disabled: request.includeDisabled,
    vuln_detection_source: request.vulnDetectionSource,
    arf_kernel_filter: request.arfKernelFilter,
    arf_service_filter: request.arfServiceFilter,
    arf_config_filter: request.arfConfigFilter,
    ...hostFilter(request),
  });
}

/** Reference 11.1. There is no truncation_limit: it would be refused. */
export function knowledgeBaseParameters(request: KnowledgeBaseRequest): FoParameters {
  return parameters({
    action: 'list',
    details: request.details ?? 'All',
    ids: request.ids?.toString(),
    id_min: request.cursor ?? request.idMin,
    id_max: request.idMax,
    last_modified_after: parameterDate(request.lastModifiedAfter),
    last_modified_before: parameterDate(request.lastModifiedBefore),
    show_pci_reasons: request.showPciReasons,
    show_supported_modules_info: request.showSupportedModules,
    show_disabled_flag: request.showDisabledFlag,
    show_qid_change_log: request.showChangeLog,
  });
}
