/** An entry of the catalogue of errors. */
export interface ErrorEntry {
  /** What happened, with `{name}` where the values of the circumstances are put in. */
  readonly message: string;
  /** 1 failed, 2 usage or configuration, 3 partial. */
  readonly exitCode: 1 | 2 | 3;
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;
  /** Whether only this part of the subscription is closed, so that a run can go on without it. */
  readonly skippable?: true;
  /** What the operator should do. */
  readonly whatToDo: string;
}

const CHECK_LOGIN =
  'Check QUALYS_USERNAME and the password (or the token, or the client credentials), and that QUALYS_API_URL is the platform of this account.';
const CHECK_NETWORK =
  'Check QUALYS_API_URL, the network and, if there is a proxy, HTTPS_PROXY and NO_PROXY.';
const TRY_LATER =
  'Qualys or the network had a problem. What is missing is read again by the next run; try again later.';
const REPORT_IT =
  'Run again with --capture DIR and report the captured page: this client and the API do not agree.';

/** Entries by code; see QUALYS_ERRORS. */
export const ERROR_ENTRIES = {
  // Login and permission (reference 6.1, 6.2).
  Q_LOGIN_REFUSED: entry('Qualys refused the login', 1, false, CHECK_LOGIN),
  Q_ACCOUNT_EXPIRED: entry(
    'The Qualys account has expired',
    1,
    false,
    'Have the account renewed by the manager of the subscription.',
  ),
  Q_ACCOUNT_INACTIVE: entry(
    'The Qualys account is inactive or may not log in',
    1,
    false,
    'Have the account activated by a manager of the subscription.',
  ),
  Q_REGISTRATION_INCOMPLETE: entry(
    'The registration of the Qualys account is not completed',
    1,
    false,
    'Log in to the Qualys user interface once with this account and accept the agreement.',
  ),
  Q_SECOND_FACTOR: entry(
    'The Qualys account wants a second factor, which an API client cannot give',
    1,
    false,
    'Switch SecureID, two-factor login and SSO off for this account, or use another one.',
  ),
  Q_NOT_PERMITTED: skippable(
    'The Qualys account may not use this API',
    'Give the role of the account API access and the right to read this data; the knowledge base has to be enabled by Qualys Support.',
  ),
  Q_MODULE_UNAVAILABLE: skippable(
    'The module is not licensed, or the account may not use it',
    'License the module or give the account access to it; without it this part of the graph stays empty.',
  ),
  Q_EVALUATION_EXPIRED: skippable(
    'The evaluation of the module has ended',
    'License the module; without it this part of the graph stays empty.',
  ),

  // Requests that Qualys does not take.
  Q_BAD_REQUEST: entry('Qualys did not accept the request', 1, false, REPORT_IT),
  Q_REQUEST_TOO_LARGE: entry('The request is too large for Qualys', 1, false, 'Use smaller pages.'),
  Q_REFUSED: entry('Qualys answered with an error', 1, false, TRY_LATER),
  Q_CONFLICT: entry('Qualys is busy with something that excludes this request', 1, true, TRY_LATER),
  Q_NOT_FOUND: entry(
    'Qualys does not know the address that was called',
    1,
    false,
    'Check QUALYS_API_URL: it must be the API server of your platform.',
  ),
  Q_VERSION_RETIRED: entry(
    'Version {version} of this endpoint does not answer any more',
    1,
    false,
    'Update graph-qualys, or set a version that Qualys still serves for this endpoint.',
  ),

  // Limits (reference 5).
  Q_LIMITED: entry(
    'Qualys does not take more calls at the moment',
    1,
    true,
    'Wait, use fewer calls at once (MAX_CONCURRENCY), or ask Qualys Support for a higher limit.',
  ),
  Q_WAIT_TOO_LONG: entry(
    'Qualys takes the next call only at {time} (in {seconds} seconds), which is longer than the {cap} seconds that a run waits',
    1,
    false,
    'Start the run again after {time}, or ask Qualys Support for a higher limit.',
  ),

  // Answers that are not what was asked for.
  Q_SERVER_ERROR: entry('Qualys had an internal error', 1, true, TRY_LATER),
  Q_UNAVAILABLE: entry('Qualys is not available at the moment', 1, true, TRY_LATER),
  Q_STILL_PROCESSING: entry('Qualys is still working on the answer', 1, true, TRY_LATER),
  Q_HTML_ANSWER: entry(
    'The answer is an HTML page ({title}) instead of data',
    1,
    true,
    'Check QUALYS_API_URL, and whether a proxy or a login page stands between this machine and Qualys.',
  ),
  Q_REDIRECTED: entry(
    'Instead of an answer there is a redirect to {target}, which is not followed: it would get the login',
    1,
    false,
    'Check QUALYS_API_URL, and whether a proxy or a login page stands between this machine and Qualys.',
  ),
  Q_NOT_XML: entry('The answer is not XML, it begins with {found}', 1, true, CHECK_NETWORK),
  Q_WRONG_ROOT: entry(
    'The answer is of another kind: its root element is <{found}>',
    1,
    false,
    REPORT_IT,
  ),
  Q_TRUNCATED: entry('The answer ends too early: {reason}', 1, true, TRY_LATER),
  Q_MALFORMED_XML: entry('The answer cannot be read: {reason}', 1, true, REPORT_IT),
  Q_UNEXPECTED_STATUS: entry(
    'Qualys answered with a status that this client does not know',
    1,
    false,
    REPORT_IT,
  ),
  Q_CURSOR_STUCK: entry(
    'The list does not go on: the next page would begin at {next}, this one began at {cursor}',
    1,
    false,
    REPORT_IT,
  ),
  Q_CURSOR_MISSING: entry(
    'Qualys says that there are more records, but not where they begin',
    1,
    false,
    REPORT_IT,
  ),

  // The way to Qualys.
  Q_HOST_NOT_FOUND: entry('The host {host} is not known (DNS)', 1, false, CHECK_NETWORK),
  Q_DNS_UNAVAILABLE: entry('The name of {host} cannot be looked up (DNS)', 1, true, CHECK_NETWORK),
  Q_CONNECTION_REFUSED: entry('{host} refused the connection', 1, true, CHECK_NETWORK),
  Q_CONNECTION_LOST: entry('The connection to {host} broke off', 1, true, TRY_LATER),
  Q_TLS: entry(
    'No trustworthy connection to {host}: {reason}',
    1,
    false,
    'If a proxy or a private platform uses its own certificate authority, name its file as CA file.',
  ),
  Q_TIMEOUT: entry('{host} did not answer in time ({what})', 1, true, TRY_LATER),
  Q_PROXY_REFUSED: entry(
    'The proxy refused to connect to {host}: {reason}',
    1,
    false,
    'Check the address, user and password in HTTPS_PROXY, and that the proxy allows this host.',
  ),
  Q_ABORTED: entry('The request was cancelled', 1, false, 'Start again when you want to go on.'),

  // Configuration.
  Q_API_URL_INVALID: entry(
    'QUALYS_API_URL is not an address of a Qualys API server: {url}',
    2,
    false,
    'Give the API server of your platform, for instance https://qualysapi.qg3.apps.qualys.com (in the Qualys user interface under Help > About).',
  ),
  Q_API_URL_UI_HOST: entry(
    'QUALYS_API_URL is the host of the user interface ({host}), not of the API',
    2,
    false,
    'Give the API server instead: {api}.',
  ),
  Q_API_URL_GATEWAY_HOST: entry(
    'QUALYS_API_URL is the host of the API gateway ({host}), not of the API server',
    2,
    false,
    'Give the API server instead: {api}.',
  ),
  Q_API_URL_INSECURE: entry(
    'QUALYS_API_URL uses http:// for {host}, which would send the password in the clear',
    2,
    false,
    'Use https://; http:// is allowed for this machine itself only.',
  ),
  Q_PASSWORD_MISSING: entry(
    'There is no password',
    2,
    false,
    'Set one of QUALYS_PASSWORD, QUALYS_PASSWORD_FILE and QUALYS_PASSWORD_COMMAND.',
  ),
  Q_PASSWORD_AMBIGUOUS: entry(
    'There is more than one source for the password: {sources}',
    2,
    false,
    'Set exactly one of QUALYS_PASSWORD, QUALYS_PASSWORD_FILE and QUALYS_PASSWORD_COMMAND.',
  ),
  Q_PASSWORD_FILE: entry(
    'The password file {file} cannot be used: {reason}',
    2,
    false,
    'Check QUALYS_PASSWORD_FILE and the rights of the file.',
  ),
  Q_PASSWORD_COMMAND: entry(
    'The password command failed: {reason}',
    2,
    false,
    'Run the command of QUALYS_PASSWORD_COMMAND yourself; it has to print the password and end with code 0.',
  ),
  Q_SECRET_MISSING: entry(
    'There is nothing in {setting}',
    2,
    false,
    'Set exactly one of {setting}, {setting}_FILE and {setting}_COMMAND.',
  ),
  Q_SECRET_AMBIGUOUS: entry(
    'There is more than one source for {setting}: {sources}',
    2,
    false,
    'Set exactly one of {setting}, {setting}_FILE and {setting}_COMMAND.',
  ),
  Q_SECRET_FILE: entry(
    'The file {file} of {setting}_FILE cannot be used: {reason}',
    2,
    false,
    'Check {setting}_FILE and the rights of the file.',
  ),
  Q_SECRET_COMMAND: entry(
    'The command of {setting}_COMMAND failed: {reason}',
    2,
    false,
    'Run the command of {setting}_COMMAND yourself; it has to print the secret and end with code 0.',
  ),
  Q_SECRET_UNUSABLE: entry(
    '{setting} cannot be used: it holds blanks or characters that no HTTP header can carry',
    2,
    false,
    'Check that {setting} holds the bare token or secret, without quotes, line breaks or a word before it.',
  ),
  Q_TOKEN_EXPIRED: entry(
    'The bearer token expired at {time}',
    1,
    false,
    'Get a new token. One that is read by QUALYS_TOKEN_FILE or QUALYS_TOKEN_COMMAND is renewed by itself, if the file or the command gives a new one.',
  ),
  Q_GATEWAY_ANSWER: entry(
    'The gateway {host} was asked for a token and answered with something else: {reason}',
    1,
    false,
    'Check QUALYS_GATEWAY_URL, and whether a proxy or a login page stands between this machine and Qualys.',
  ),
  Q_CA_FILE: entry(
    'The file of certificate authorities {file} cannot be used: {reason}',
    2,
    false,
    'Give a readable file with certificates in PEM form.',
  ),
  Q_CAPTURE: entry(
    'The answer cannot be kept in {folder}: {reason}',
    2,
    false,
    'Give --capture a folder that is writable and has room.',
  ),
  Q_PROXY_URL: entry(
    'The address of the proxy cannot be used: {reason}',
    2,
    false,
    'Give HTTPS_PROXY as http://host:port or http://user:password@host:port.',
  ),
} satisfies Record<string, ErrorEntry>;

function entry(
  message: string,
  exitCode: 1 | 2 | 3,
  retryable: boolean,
  whatToDo: string,
): ErrorEntry {
  return { message, exitCode, retryable, whatToDo };
}

function skippable(message: string, whatToDo: string): ErrorEntry {
  return { message, exitCode: 1, retryable: false, skippable: true, whatToDo };
}
