import { parameterDate } from './fo-parameters.ts';
import type {
  HostAssetRequest,
  WebAppFilter,
  WebAppFindingFilter,
  WebAppFindingRequest,
  WebAppRequest,
} from './requests.ts';

/** One condition of a search; conditions are ANDed (reference 12). */
interface Criterion {
  readonly field: string;
  readonly operator: 'EQUALS' | 'GREATER' | 'IN';
  readonly value: string;
}

interface Search {
  readonly criteria: readonly Criterion[];
  readonly pageSize?: number;
  readonly verbose?: boolean | undefined;
}

/** Body of a qps call as XML (reference 12). */
export function serviceRequest({ criteria, pageSize, verbose }: Search): string {
  const preferences = [
    verbose === undefined ? '' : `<verbose>${verbose}</verbose>`,
    pageSize === undefined ? '' : `<limitResults>${pageSize}</limitResults>`,
  ].join('');
  const filters = criteria
    .map(
      ({ field, operator, value }) =>
        `<Criteria field="${escaped(field)}" operator="${escaped(operator)}">${escaped(value)}</Criteria>`,
    )
    .join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?><ServiceRequest>',
    preferences === '' ? '' : `<preferences>${preferences}</preferences>`,
    filters === '' ? '' : `<filters>${filters}</filters>`,
    '</ServiceRequest>',
  ].join('');
}

/** Reference 14.1. */
export function hostAssetSearch(request: HostAssetRequest, pageSize: number): string {
  return serviceRequest({
    pageSize,
    criteria: [
      ...isIn('qwebHostId', request.hostIds === undefined ? undefined : [...request.hostIds]),
      ...isIn('id', request.assetIds === undefined ? undefined : [...request.assetIds]),
      ...after(request.cursor),
    ],
  });
}

/** Reference 13.1. */
export function webAppSearch(request: WebAppRequest, pageSize: number): string {
  return serviceRequest({
    pageSize,
    verbose: request.verbose,
    criteria: [...webAppCriteria(request), ...after(request.cursor)],
  });
}

/** Reference 13.1: a count takes the filters of a search and no preferences. */
export function webAppCount(filter: WebAppFilter): string {
  return serviceRequest({ criteria: webAppCriteria(filter) });
}

/** Reference 13.2. */
export function webAppFindingSearch(request: WebAppFindingRequest, pageSize: number): string {
  return serviceRequest({
    pageSize,
    verbose: request.verbose,
    criteria: [...webAppFindingCriteria(request), ...after(request.cursor)],
  });
}

/** The same filters without paging: `count` takes them in the same body. */
export function webAppFindingCount(filter: WebAppFindingFilter): string {
  return serviceRequest({ criteria: webAppFindingCriteria(filter) });
}

function webAppFindingCriteria(filter: WebAppFindingFilter): readonly Criterion[] {
  return [
    ...isIn('webApp.id', filter.webAppIds),
    ...greater('lastDetectedDate', parameterDate(filter.lastDetectedAfter)),
    ...greater('lastTestedDate', parameterDate(filter.lastTestedAfter)),
    ...isIn('severity', filter.severities),
  ];
}

function webAppCriteria(filter: WebAppFilter): readonly Criterion[] {
  return [
    ...(filter.isScanned === undefined
      ? []
      : [{ field: 'isScanned', operator: 'EQUALS', value: String(filter.isScanned) } as const]),
    ...isIn('id', filter.ids),
    ...greater('lastScan.date', parameterDate(filter.lastScannedAfter)),
  ];
}

/** The next page: everything behind the last id (reference 12, paging a). */
function after(cursor: string | undefined): readonly Criterion[] {
  return greater('id', cursor);
}

/** Date EQUALS matches nothing useful, hence GREATER everywhere (reference 12). */
function greater(field: string, value: string | undefined): readonly Criterion[] {
  return value === undefined ? [] : [{ field, operator: 'GREATER', value }];
}

function isIn(
  field: string,
  values: readonly (string | number)[] | undefined,
): readonly Criterion[] {
  return values === undefined || values.length === 0
    ? []
    : [{ field, operator: 'IN', value: values.join(',') }];
}

function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
