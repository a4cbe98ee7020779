import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import {
  configTable,
  envName,
  instanceConfigFields,
  OPTION_NAMES,
  parseConfig,
  readConfig,
  unknownOptionWarnings,
} from './index.ts';

const REQUIRED = {
  QUALYS_USERNAME: 'quays_ab1',
  QUALYS_PASSWORD: ' s3cret ',
  QUALYS_API_URL: 'https://qualysapi.qg3.apps.qualys.com',
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.message);
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  test('needs no more than login, password and address', () => {
    expect(readConfig(REQUIRED)).toEqual({
      qualysUsername: 'quays_ab1',
      qualysPassword: ' s3cret ',
      qualysApiUrl: 'https://qualysapi.qg3.apps.qualys.com',
      vmdrFindingSeverities: [3, 4, 5],
      vmdrFindingTypes: ['Potential', 'Confirmed'],
      vmdrFindingResultQids: [],
      ingestWebAppScans: true,
      webAppScanApplicationIDFilter: [],
      includeOnlyDetectionTags: [],
      tagAccountName: true,
      fixedFindingsSinceDays: 90,
      apiCallReserve: 30,
      qualysApiVersions: {},
    });
  });

  test('reads every option from its environment variable', () => {
    const config = readConfig({
      ...REQUIRED,
      VMDR_FINDING_SEVERITIES: ' 1, 5 ,5',
      VMDR_FINDING_TYPES: '["info", "Confirmed"]',
      VMDR_FINDING_RESULT_QIDS: '38170,105943',
      MIN_SCANNED_SINCE_DAYS: '7',
      MIN_FINDINGS_SINCE_DAYS: ' 14 ',
      INGEST_WEB_APP_SCANS: 'False',
      WEB_APP_SCAN_APPLICATION_ID_FILTER: '[300001, "300002"]',
      INCLUDE_ONLY_DETECTION_TAGS: 'Prod , Cloud Agent',
      ACCOUNT_NAME: 'Main',
      TAG_ACCOUNT_NAME: 'false',
      FIXED_FINDINGS_SINCE_DAYS: '30',
      API_CALL_RESERVE: '0',
      MAX_CONCURRENCY: '2',
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      NO_PROXY: 'localhost',
      QUALYS_CA_FILE: '/etc/ssl/private-ca.pem',
      QUALYS_GATEWAY_URL: 'https://qualysgateway.example.com/',
      QUALYS_UI_URL: 'https://qualysguard.example.com/fo/',
      QUALYS_API_VERSIONS: 'host-list=4.0, knowledge-base=3.0',
    });
    expect(config).toMatchObject({
      vmdrFindingSeverities: [1, 5],
      vmdrFindingTypes: ['Info', 'Confirmed'],
      vmdrFindingResultQids: [38170, 105943],
      minScannedSinceDays: 7,
      minFindingsSinceDays: 14,
      ingestWebAppScans: false,
      webAppScanApplicationIDFilter: ['300001', '300002'],
      includeOnlyDetectionTags: ['Prod', 'Cloud Agent'],
      accountName: 'Main',
      tagAccountName: false,
      fixedFindingsSinceDays: 30,
      apiCallReserve: 0,
      maxConcurrency: 2,
      httpsProxy: 'http://proxy.example.com:3128',
      noProxy: 'localhost',
      qualysCaFile: '/etc/ssl/private-ca.pem',
      qualysGatewayUrl: 'https://qualysgateway.example.com',
      qualysUiUrl: 'https://qualysguard.example.com',
      qualysApiVersions: { 'host-list': '4.0', 'knowledge-base': '3.0' },
    });
  });

  test('names every problem at once: variable, what was given, what is allowed', () => {
    const problems = problemsOf({
      QUALYS_API_URL: 'https://qualysguard.qg3.apps.qualys.com',
      QUALYS_USERNAME: '  ',
      VMDR_FINDING_SEVERITIES: '3,9',
      VMDR_FINDING_TYPES: 'Confirmed,Sure',
      MIN_SCANNED_SINCE_DAYS: 'a week',
      FIXED_FINDINGS_SINCE_DAYS: '',
      INGEST_WEB_APP_SCANS: 'yes',
      API_CALL_RESERVE: '-1',
      WEB_APP_SCAN_APPLICATION_ID_FILTER: 'shop',
      QUALYS_API_VERSIONS: 'hosts=4.0',
    });
    expect(problems).toHaveLength(11);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('QUALYS_PASSWORD is not set: give exactly one of'),
        'QUALYS_USERNAME is set but empty: give the login name.',
        'VMDR_FINDING_SEVERITIES is "3,9", which is not allowed: give a comma-separated list of 1, 2, 3, 4, 5.',
        'VMDR_FINDING_TYPES is "Confirmed,Sure", which is not allowed: give a comma-separated list of Info, Potential, Confirmed.',
        'MIN_SCANNED_SINCE_DAYS is "a week", which is not allowed: give a whole number of days, 1 to 3650.',
        'FIXED_FINDINGS_SINCE_DAYS is set but empty: give a whole number of days, 1 to 3650.',
        'INGEST_WEB_APP_SCANS is "yes", which is not allowed: give true or false.',
        'API_CALL_RESERVE is "-1", which is not allowed: give a whole number, 0 or more.',
        expect.stringContaining('WEB_APP_SCAN_APPLICATION_ID_FILTER is "shop"'),
        expect.stringContaining('QUALYS_API_VERSIONS is "hosts=4.0"'),
        expect.stringContaining('https://qualysapi.qg3.apps.qualys.com'),
      ]),
    );
  });

  test('takes exactly one way to the password', () => {
    const { QUALYS_PASSWORD: _, ...rest } = REQUIRED;
    expect(readConfig({ ...rest, QUALYS_PASSWORD_FILE: '/run/secret' }).qualysPasswordFile).toBe(
      '/run/secret',
    );
    expect(readConfig({ ...rest, QUALYS_PASSWORD_COMMAND: 'pass x' }).qualysPasswordCommand).toBe(
      'pass x',
    );
    expect(problemsOf({ ...REQUIRED, QUALYS_PASSWORD_FILE: '/run/secret' })).toEqual([
      'QUALYS_PASSWORD and QUALYS_PASSWORD_FILE are both set: give exactly one of QUALYS_PASSWORD, QUALYS_PASSWORD_FILE, QUALYS_PASSWORD_COMMAND.',
    ]);
  });

  test('refuses a tag name that the API cannot express', () => {
    expect(problemsOf({ ...REQUIRED, INCLUDE_ONLY_DETECTION_TAGS: '["Prod, EU"]' })).toEqual([
      expect.stringContaining('names with a comma cannot be asked for'),
    ]);
  });

  test('shows no secret in a problem', () => {
    const problems = problemsOf({
      ...REQUIRED,
      QUALYS_PASSWORD: '',
      QUALYS_UI_URL: 'ftp://user:hunter2@example.com',
    });
    expect(problems.join('\n')).not.toContain('hunter2');
    expect(problems).toHaveLength(2);
  });

  test('takes the lower-case names of the proxy variables, and an empty one as unset', () => {
    expect(readConfig({ ...REQUIRED, HTTPS_PROXY: '', https_proxy: 'http://p:1' }).httpsProxy).toBe(
      'http://p:1',
    );
  });

  test('lets a private platform have any name once its other hosts are given', () => {
    const own = { ...REQUIRED, QUALYS_API_URL: 'https://scan.corp.example' };
    expect(problemsOf(own)).toHaveLength(1);
    expect(readConfig({ ...own, QUALYS_UI_URL: 'https://ui.corp.example' }).qualysApiUrl).toBe(
      'https://scan.corp.example',
    );
  });

  test('refuses http for anything but this machine', () => {
    expect(problemsOf({ ...REQUIRED, QUALYS_API_URL: 'http://qualysapi.qualys.eu' })).toHaveLength(
      1,
    );
    expect(
      readConfig({ ...REQUIRED, QUALYS_API_URL: 'http://127.0.0.1:8080/api/' }).qualysApiUrl,
    ).toBe('http://127.0.0.1:8080');
  });
});

test('parseConfig takes numbers, booleans and arrays as a form gives them', () => {
  const config = parseConfig({
    qualysUsername: 'u',
    qualysPassword: 'p',
    qualysApiUrl: 'https://qualysapi.qualys.eu',
    vmdrFindingSeverities: [5],
    minScannedSinceDays: 3,
    ingestWebAppScans: false,
    accountName: null,
  });
  expect(config).toMatchObject({
    vmdrFindingSeverities: [5],
    minScannedSinceDays: 3,
    ingestWebAppScans: false,
  });
});

describe('unknownOptionWarnings', () => {
  test('names the option that was probably meant', () => {
    expect(
      unknownOptionWarnings({
        ...REQUIRED,
        VMDR_FINDING_SEVERITY: '3',
        QUALYS_PASWORD: 'secret',
        QUALYS_SOMETHING_ELSE_ALTOGETHER: 'x',
        PATH: '/bin',
      }),
    ).toEqual([
      'QUALYS_PASWORD is no option and was ignored. Did you mean QUALYS_PASSWORD?',
      'QUALYS_SOMETHING_ELSE_ALTOGETHER is no option and was ignored.',
      'VMDR_FINDING_SEVERITY is no option and was ignored. Did you mean VMDR_FINDING_SEVERITIES?',
    ]);
  });
});

describe('what follows from the schema', () => {
  test('environment names are those of the archived integration', () => {
    expect(envName('webAppScanApplicationIDFilter')).toBe('WEB_APP_SCAN_APPLICATION_ID_FILTER');
    expect(envName('minScannedSinceDays')).toBe('MIN_SCANNED_SINCE_DAYS');
  });

  test('the form of an instance has the fields of the archived integration', () => {
    const fields = instanceConfigFields();
    expect(fields).toMatchObject({
      qualysUsername: { type: 'string' },
      qualysPassword: { type: 'string', mask: true },
      qualysApiUrl: { type: 'string' },
      vmdrFindingSeverities: { type: 'string', optional: true },
      ingestWebAppScans: { type: 'boolean', optional: true },
    });
    expect(fields['qualysPassword']).not.toHaveProperty('optional');
    expect(fields).not.toHaveProperty('qualysPasswordCommand');
    expect(fields).not.toHaveProperty('httpsProxy');
  });

  test('the table has a row for every option', () => {
    const table = configTable();
    for (const name of OPTION_NAMES)
      expect(table).toContain(`| \`${envName(name)}\` | \`${name}\``);
    expect(table).toContain('| 3,4,5 |');
  });
});
