/** How the collection is configured whose outcome the truth is. Everything has the collection's default. */
export interface TruthOptions {
  /** Id of the integration instance; part of the account's key. Default `qualys`. */
  readonly instance?: string;
  /** Default `qualys`. */
  readonly accountName?: string;
  /** Whether `tag.AccountName` is put on what the instance owns. Default true. */
  readonly tagAccountName?: boolean;
  /** API URL as the account tells it. Absent: the account has none. */
  readonly apiUrl?: string;
  /** Severity levels of host findings. Default 3, 4, 5. */
  readonly severities?: readonly number[];
  /** Types of host findings: Confirmed, Potential, Info. Default without Info. */
  readonly types?: readonly string[];
  /** Days for which fixed host findings are kept. Default 90. */
  readonly fixedSinceDays?: number;
  /** Whether web applications are read at all. Default true. */
  readonly ingestWebApps?: boolean;
  /** QIDs whose results are kept. Default none. */
  readonly resultQids?: readonly number[];
}

/** The options, complete. */
export interface TruthScope {
  readonly instance: string;
  readonly accountName: string;
  /** Properties that everything owned by the instance has besides. */
  readonly ownTags: Readonly<Record<string, string>>;
  readonly apiUrl: string | undefined;
  readonly severities: ReadonlySet<number>;
  readonly types: ReadonlySet<string>;
  readonly fixedSinceDays: number;
  readonly ingestWebApps: boolean;
  readonly resultQids: ReadonlySet<number>;
}

/** Fills in what was left out. */
export function truthScope(options: TruthOptions): TruthScope {
  const accountName = options.accountName ?? 'qualys';
  return {
    instance: options.instance ?? 'qualys',
    accountName,
    ownTags: (options.tagAccountName ?? true) ? { 'tag.AccountName': accountName } : {},
    apiUrl: options.apiUrl,
    severities: new Set(options.severities ?? [3, 4, 5]),
    types: new Set(options.types ?? ['Potential', 'Confirmed']),
    fixedSinceDays: options.fixedSinceDays ?? 90,
    ingestWebApps: options.ingestWebApps ?? true,
    resultQids: new Set(options.resultQids ?? []),
  };
}
