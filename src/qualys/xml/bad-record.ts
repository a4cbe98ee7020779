/** A record that could not be used and was left out. */
export interface BadRecord {
  /** Path of the element, `HOST_LIST_VM_DETECTION_OUTPUT/RESPONSE/…/DETECTION`. */
  readonly path: string;
  /** Key that is missing or not what the declaration says. */
  readonly key: string;
  /** Id of the record (host, QID …) that the bad one is part of, where it could be read. */
  readonly recordId?: string;
  /** Beginning of the text that was there, control characters replaced. */
  readonly text?: string;
}
