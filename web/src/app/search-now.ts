/**
 * The search part of the address as it is now. What `useSearchParams` gives is of the last time that the page was drawn: of two
 * changes in quick succession the second would undo the first.
 */
export function searchNow(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}
