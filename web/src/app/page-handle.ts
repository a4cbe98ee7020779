/** What the frame shows above a page. */
export interface PageHandle {
  /** Where the page stands: from the page of the rail down to itself. */
  readonly crumbs: readonly { readonly title: string; readonly path?: string }[];
}
