/**
 * How a relationship comes to be. Only `stated` and `mapped` ones are stored; the others follow from a
 * property of one end and are joined when a query asks (design 6). `from` and `to` are the two ends.
 *
 * - `asset`: `to.asset_ref` holds the id of the host or application that the finding is on.
 * - `qid`: both ends have the same `qid`, within one subscription.
 * - `qid-cve`: `from` has the `qid` of a vulnerability of its subscription that covers the CVE `to`.
 * - `threat-qid`: both ends have the same `qid`, whoever owns them.
 */
export type Derivation = 'asset' | 'qid' | 'qid-cve' | 'threat-qid';

/** One end of an edge kind: an entity type, or every type of a class. */
export type EdgeEnd = { readonly type: string } | { readonly class: string };

/** The declaration of a relationship between two kinds of entity. */
export interface EdgeKind {
  /** `_class`, in capitals. */
  readonly class: string;
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
  readonly origin: 'stated' | 'mapped' | Derivation;
  /** `_type`; without it {@link relationshipType} of the two entity types. */
  readonly type?: string;
}

/**
 * Name of a relationship type: `<from>_<class>_<to>`, where the vendor prefix that both types share
 * is left out of the second one (rule of the JupiterOne SDK, reference 4.1):
 * `qualys_account`, `HAS`, `qualys_web_app_scanner` give `qualys_account_has_web_app_scanner`.
 */
export function relationshipType(
  fromType: string,
  relationshipClass: string,
  toType: string,
): string {
  const vendor = fromType.slice(0, fromType.indexOf('_') + 1);
  const to = vendor !== '' && toType.startsWith(vendor) ? toType.slice(vendor.length) : toType;
  return `${fromType}_${relationshipClass.toLowerCase()}_${to}`;
}

/** Key of a relationship: `<from key>|<class in lower case>|<to key>` (rule of the JupiterOne SDK). */
export function relationshipKey(fromKey: string, relationshipClass: string, toKey: string): string {
  return `${fromKey}|${relationshipClass.toLowerCase()}|${toKey}`;
}
