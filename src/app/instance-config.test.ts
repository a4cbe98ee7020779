import { describe, expect, it } from 'vitest';
import { CONFIG_SCHEMA, OPTION_NAMES, optionFacts, readConfig } from '../integration/index.ts';
import {
  INSTANCE_OPTIONS,
  instanceEnvironment,
  instanceProblems,
  normalOptions,
} from './instance-config.ts';

const GOOD = {
  qualysApiUrl: 'qualysapi.qualys.eu',
  qualysUsername: 'reader',
  qualysPassword: 'hunter2',
};

describe('the options of an instance', () => {
  it('are all but those of the machine', () => {
    const names = OPTION_NAMES.filter((name) => optionFacts(name).isOfMachine !== true);
    expect(INSTANCE_OPTIONS.map(({ name }) => name)).toEqual(names);
  });

  it('are described without environment variables, secrets as secrets', () => {
    for (const { name, label, description, isSecret, input } of INSTANCE_OPTIONS) {
      expect(`${name}: ${label} ${description}`).not.toMatch(/QUALYS_|VMDR_/);
      expect([name, input === 'secret']).toEqual([name, isSecret]);
    }
  });

  it('take each of their choices, and have a default among them', () => {
    const withChoices = INSTANCE_OPTIONS.filter(({ choices }) => choices !== undefined);
    expect(withChoices.length).toBeGreaterThan(3);
    for (const { name, choices = [], input } of withChoices) {
      const schema = CONFIG_SCHEMA.shape[name];
      for (const choice of choices) {
        const value = input === 'choices' ? [choice] : choice;
        expect([name, choice, schema.safeParse(value).success]).toEqual([name, choice, true]);
      }
      expect(schema.safeParse('something else').success).toBe(false);
    }
  });
});

describe('problems of an instance', () => {
  const problemsOf = (change: Record<string, unknown>) =>
    instanceProblems({ ...GOOD, ...change }).map(({ field, message }) => `${field}: ${message}`);

  it('are none where there are none', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ qualysPassword: undefined }, 'qualysPassword: “Password” is not set: give it.'],
    [
      { qualysUsername: undefined, qualysPassword: undefined },
      'qualysUsername: There is no login: give “Username” with “Password”; or “Token”; or “Client id” with “Client secret”.',
    ],
    [
      { vmdrFindingSeverities: [9] },
      'vmdrFindingSeverities: “Severities of findings” is "[9]", which is not allowed: give a comma-separated list of 1, 2, 3, 4, 5.',
    ],
    [
      { qualysToken: 'x', qualysClientId: 'y', qualysClientSecret: 'z' },
      'qualysToken: “Token” and “Client id” are two ways to a bearer token: give one of them.',
    ],
    [
      { qualysApiUrl: 'https://qualysapi.corp.example', qualysAuth: 'jwt' },
      'qualysGatewayUrl: “API gateway” is not set: give the API gateway of this private platform, which gives out the tokens.',
    ],
  ])('are told by field, in the words of the form: %j', (change, expected) => {
    expect(problemsOf(change)).toEqual([expected]);
  });

  it('tell all that is wrong, and no secret', () => {
    const told = problemsOf({
      qualysApiUrl: 'https://reader:hunter2@x',
      fixedFindingsSinceDays: 0,
    });
    expect(told.map((problem) => problem.split(':')[0])).toEqual([
      'fixedFindingsSinceDays',
      'qualysApiUrl',
    ]);
    expect(told.join(' ')).not.toContain('hunter2');
  });
});

describe('the environment of an instance', () => {
  const OPTIONS = {
    ...GOOD,
    vmdrFindingSeverities: [4, 5],
    includeOnlyDetectionTags: ['EU'],
    ingestWebAppScans: false,
    minScannedSinceDays: '7',
    qualysApiVersions: { 'host-list': '5.0' },
  };

  it('gives a run the configuration that was checked', () => {
    const { qualysPassword: _, ...open } = normalOptions(OPTIONS);
    expect(open).toMatchObject({
      qualysApiUrl: 'https://qualysapi.qualys.eu',
      minScannedSinceDays: 7,
    });
    const environment = instanceEnvironment({ ...open, qualysPassword: 'hunter2' }, {});
    expect(readConfig(environment)).toMatchObject({
      qualysApiUrl: 'https://qualysapi.qualys.eu',
      qualysUsername: 'reader',
      qualysPassword: 'hunter2',
      vmdrFindingSeverities: [4, 5],
      includeOnlyDetectionTags: ['EU'],
      ingestWebAppScans: false,
      minScannedSinceDays: 7,
      qualysApiVersions: { 'host-list': '5.0' },
      fixedFindingsSinceDays: 90,
    });
  });

  it('has the way to the network of the machine, and nothing else of it', () => {
    const machine = {
      https_proxy: 'http://proxy.corp.example:3128',
      NO_PROXY: 'localhost',
      QUALYS_CA_FILE: '/etc/ca.pem',
      QUALYS_PASSWORD_FILE: '/run/secret',
      QUALYS_PASSWORD: 'of somebody else',
      VMDR_FINDING_TYPES: 'Info',
      PATH: '/bin',
    };
    const environment = instanceEnvironment(GOOD, machine);
    expect(environment).toEqual({
      HTTPS_PROXY: 'http://proxy.corp.example:3128',
      NO_PROXY: 'localhost',
      QUALYS_CA_FILE: '/etc/ca.pem',
      QUALYS_API_URL: 'qualysapi.qualys.eu',
      QUALYS_USERNAME: 'reader',
      QUALYS_PASSWORD: 'hunter2',
    });
  });
});
