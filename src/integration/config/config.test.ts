import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import {
  configTable,
  envName,
  instanceConfigFields,
  OPTION_NAMES,
  parseConfig,
  portalAuth,
  readConfig,
  unknownOptionWarnings,
  wayIn,
} from './index.ts';
import { readInstanceConfig } from './instance-config.ts';

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

test('the fields of an instance never name a file or a command; the machine may', () => {
  const fields = {
    qualysUsername: 'quays_ab1',
    qualysPassword: 'p',
    qualysApiUrl: 'https://qualysapi.qualys.eu',
    qualysPasswordCommand: 'reboot',
    httpsProxy: 'http://form.example.com',
    ingestWebAppScans: false,
  };
  const config = readInstanceConfig(fields, {
    HTTPS_PROXY: 'http://proxy.example.com',
    QUALYS_USERNAME: 'of the machine',
  });
  expect(config).toMatchObject({
    qualysUsername: 'quays_ab1',
    httpsProxy: 'http://proxy.example.com',
    ingestWebAppScans: false,
  });
  expect(config.qualysPasswordCommand).toBeUndefined();
});

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
      fullReadEveryDays: 7,
      apiCallReserve: 30,
      maxWaitMinutes: 60,
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
      FULL_READ_EVERY_DAYS: '14',
      API_CALL_RESERVE: '0',
      MAX_CONCURRENCY: '2',
      MAX_WAIT_MINUTES: '5',
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
      fullReadEveryDays: 14,
      apiCallReserve: 0,
      maxConcurrency: 2,
      maxWaitMinutes: 5,
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
      FULL_READ_EVERY_DAYS: '91',
      MAX_WAIT_MINUTES: '0',
      API_CALL_RESERVE: '-1',
      WEB_APP_SCAN_APPLICATION_ID_FILTER: 'shop',
      QUALYS_API_VERSIONS: 'hosts=4.0',
    });
    expect(problems).toHaveLength(13);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining('QUALYS_PASSWORD is not set: give exactly one of'),
        'QUALYS_USERNAME is set but empty: give the login name.',
        'VMDR_FINDING_SEVERITIES is "3,9", which is not allowed: give a comma-separated list of 1, 2, 3, 4, 5.',
        'VMDR_FINDING_TYPES is "Confirmed,Sure", which is not allowed: give a comma-separated list of Info, Potential, Confirmed.',
        'MIN_SCANNED_SINCE_DAYS is "a week", which is not allowed: give a whole number of days, 1 to 3650.',
        'FIXED_FINDINGS_SINCE_DAYS is set but empty: give a whole number of days, 1 to 3650.',
        'INGEST_WEB_APP_SCANS is "yes", which is not allowed: give true or false.',
        'FULL_READ_EVERY_DAYS is "91", which is not allowed: give a whole number of days, 1 to 90.',
        'MAX_WAIT_MINUTES is "0", which is not allowed: give a whole number of minutes, 1 to 1440.',
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

  describe('without user name and password', () => {
    const URL = { QUALYS_API_URL: REQUIRED.QUALYS_API_URL };
    const CLIENT = { ...URL, QUALYS_CLIENT_ID: 'c-1', QUALYS_CLIENT_SECRET: 's-1' };
    const jwt = `e30.${Buffer.from('{"sub":"ab1@example.com"}').toString('base64url')}.sig`;

    test('names every way in when there is none', () => {
      expect(problemsOf(URL)).toEqual([
        'There is no login: give QUALYS_USERNAME with one of QUALYS_PASSWORD, QUALYS_PASSWORD_FILE, QUALYS_PASSWORD_COMMAND; or one of QUALYS_TOKEN, QUALYS_TOKEN_FILE, QUALYS_TOKEN_COMMAND; or QUALYS_CLIENT_ID with one of QUALYS_CLIENT_SECRET, QUALYS_CLIENT_SECRET_FILE, QUALYS_CLIENT_SECRET_COMMAND.',
      ]);
    });

    test('takes a token, whose subject is who logs in', () => {
      const config = readConfig({ ...URL, QUALYS_TOKEN: jwt });
      expect(config).toMatchObject({ qualysUsername: 'ab1@example.com', qualysToken: jwt });
      expect([wayIn(config), portalAuth(config)]).toEqual(['token', 'bearer']);
      expect(readConfig({ ...URL, QUALYS_TOKEN: 'opaque' }).qualysUsername).toBe('');
      expect(wayIn(readConfig({ ...URL, QUALYS_TOKEN_FILE: '/run/token' }))).toBe('token');
      expect(wayIn(readConfig({ ...URL, QUALYS_TOKEN_COMMAND: 'idp token' }))).toBe('token');
    });

    test('takes client credentials', () => {
      const config = readConfig({ ...CLIENT, QUALYS_CLIENT_LEVEL: 'User' });
      expect(config).toMatchObject({ qualysUsername: 'c-1', qualysClientLevel: 'user' });
      expect([wayIn(config), portalAuth(config)]).toEqual(['client', 'bearer']);
    });

    test('the portal uses the password where there is one, unless told otherwise', () => {
      const both = { ...REQUIRED, QUALYS_TOKEN: jwt };
      const ways = (env: Record<string, string>) => {
        const config = readConfig(env);
        return [wayIn(config), portalAuth(config), config.qualysUsername];
      };
      expect(ways(REQUIRED)).toEqual(['basic', 'basic', 'quays_ab1']);
      expect(ways(both)).toEqual(['token', 'basic', 'quays_ab1']);
      expect(ways({ ...both, QUALYS_QPS_AUTH: 'bearer' })).toEqual([
        'token',
        'bearer',
        'quays_ab1',
      ]);
      expect(ways({ ...REQUIRED, QUALYS_AUTH: 'jwt' })).toEqual(['jwt', 'basic', 'quays_ab1']);
    });

    test.each([
      ['half a login', { ...URL, QUALYS_PASSWORD: 'x' }, /^QUALYS_USERNAME is not set: give the/],
      [
        'half a login',
        { ...URL, QUALYS_USERNAME: 'x' },
        /^QUALYS_PASSWORD is not set: give exactly/,
      ],
      [
        'half a client',
        { ...URL, QUALYS_CLIENT_ID: 'x' },
        /^QUALYS_CLIENT_SECRET is not set: give/,
      ],
      [
        'half a client',
        { ...URL, QUALYS_CLIENT_SECRET: 'x' },
        /^QUALYS_CLIENT_ID is not set: give/,
      ],
      [
        'two tokens',
        { ...URL, QUALYS_TOKEN: 'x', QUALYS_TOKEN_FILE: 'y' },
        /^QUALYS_TOKEN and QUALYS_TOKEN_FILE are both set: give exactly one of/,
      ],
      [
        'a token and a client',
        { ...CLIENT, QUALYS_TOKEN: 'x' },
        /^QUALYS_TOKEN and QUALYS_CLIENT_ID are two ways to a bearer token/,
      ],
      [
        'a way for a password that is not used',
        { ...REQUIRED, QUALYS_TOKEN: 'x', QUALYS_AUTH: 'jwt' },
        /^QUALYS_AUTH says how QUALYS_USERNAME and its password log in, but/,
      ],
      [
        'a level of nothing',
        { ...REQUIRED, QUALYS_CLIENT_LEVEL: 'user' },
        /^QUALYS_CLIENT_LEVEL is set without QUALYS_CLIENT_ID/,
      ],
      [
        'a password for the portal that is not there',
        { ...CLIENT, QUALYS_QPS_AUTH: 'Basic' },
        /^QUALYS_QPS_AUTH is basic: give QUALYS_USERNAME/,
      ],
      [
        'a token for the portal that is not there',
        { ...REQUIRED, QUALYS_QPS_AUTH: 'bearer' },
        /^QUALYS_QPS_AUTH is bearer: give a token/,
      ],
      [
        'an unknown way',
        { ...REQUIRED, QUALYS_AUTH: 'oauth' },
        /^QUALYS_AUTH is "oauth", which is not allowed: give basic or jwt/,
      ],
    ])('refuses %s', (_, environment, problem) => {
      expect(problemsOf(environment)).toEqual([expect.stringMatching(problem)]);
    });

    test('wants the gateway of a private platform where tokens come from it', () => {
      const own = { QUALYS_API_URL: 'https://qualysapi.corp.example' };
      const missing = [expect.stringMatching(/^QUALYS_GATEWAY_URL is not set/)];
      expect(problemsOf({ ...CLIENT, ...own })).toEqual(missing);
      expect(problemsOf({ ...REQUIRED, ...own, QUALYS_AUTH: 'jwt' })).toEqual(missing);
      expect(problemsOf({ ...REQUIRED, ...own })).toEqual([]);
      expect(problemsOf({ ...own, QUALYS_TOKEN: 'x' })).toEqual([]);
      expect(
        problemsOf({ ...CLIENT, ...own, QUALYS_GATEWAY_URL: 'https://gateway.corp.example' }),
      ).toEqual([]);
    });

    test('shows no token and no client secret in a problem', () => {
      const problems = problemsOf({
        ...CLIENT,
        QUALYS_CLIENT_SECRET: 'hunter2',
        QUALYS_TOKEN: 'hunter3',
      });
      expect(problems.join('\n')).not.toMatch(/hunter/);
    });
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
    // Client credentials or a token do the same.
    expect(fields).toMatchObject({
      qualysClientId: { type: 'string', optional: true },
      qualysClientSecret: { type: 'string', mask: true, optional: true },
      qualysToken: { type: 'string', mask: true, optional: true },
    });
    expect(fields['qualysApiUrl']).not.toHaveProperty('optional');
    expect(fields).not.toHaveProperty('qualysTokenCommand');
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
