/** What converters have to know besides the record: where it comes from and how it is to be named. */
export interface ConverterContext {
  /** Id of the integration instance. */
  readonly instanceId: string;
  /** Name of the account (ACCOUNT_NAME, else the name of the instance). */
  readonly accountName: string;
  /** Value of `tag.AccountName` on what the instance owns; absent when TAG_ACCOUNT_NAME is false. */
  readonly accountTag?: string | undefined;
  /** API server, without a trailing slash. */
  readonly apiUrl: string;
  /** Platform code such as US3; absent for a server that is not in the table. */
  readonly platform?: string | undefined;
  /** User interface, without a trailing slash; absent for an unknown server. */
  readonly uiUrl?: string | undefined;
  /** QIDs whose result text is kept. */
  readonly resultQids: ReadonlySet<number>;
}
