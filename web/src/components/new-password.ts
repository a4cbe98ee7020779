/** What is wrong with a password that somebody chooses, as a form wants to know it; the server asks for the same. */
export function passwordProblem(password: string): string | null {
  if (password.length < 12) return 'Use at least 12 characters.';
  return password.length > 200 ? 'Use at most 200 characters.' : null;
}
