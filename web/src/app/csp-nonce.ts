/** What a `<style>` element needs to hold under the policy of the page. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

declare global {
  /** Where the library that stops the page from scrolling behind a dialog looks for the nonce of its `<style>`. */
  var __webpack_nonce__: string;
}

/** Tells the nonce to libraries that cannot be told otherwise. */
export function announceNonce(): void {
  globalThis.__webpack_nonce__ = cspNonce();
}
