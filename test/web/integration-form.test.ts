import { describe, expect, it } from 'vitest';
import { INSTANCE_OPTIONS } from '../../src/app/instance-config.ts';
import type { OptionDescription } from '../../src/server/api/instance-form.ts';
import type { InstanceAnswer } from '../../src/server/api/instances.ts';
import {
  changeBody,
  type FormValues,
  formValues,
  newBody,
} from '../../web/src/pages/integrations/form-values.ts';

/** As the server describes them. */
const OPTIONS: readonly OptionDescription[] = INSTANCE_OPTIONS.map(
  ({ choices, fallback = null, ...option }) => ({
    ...option,
    fallback,
    choices: choices === undefined ? null : [...choices],
  }),
);

const PLATFORMS = {
  platforms: [{ code: 'EU1', apiUrl: 'https://qualysapi.qualys.eu', uiUrl: 'https://x' }],
};

const STORED: InstanceAnswer = {
  id: 'i',
  name: 'Production',
  type: 'qualys',
  description: 'Europe',
  options: {
    qualysApiUrl: 'https://qualysapi.qualys.eu',
    qualysUsername: 'reader',
    vmdrFindingSeverities: [4, 5],
    ingestWebAppScans: false,
    includeOnlyDetectionTags: ['A', 'B'],
    qualysApiVersions: { 'host-list': '5.0' },
  },
  secrets: { qualysPassword: { isSet: true } },
  pollingInterval: 'ONE_DAY',
  dailyHour: 3,
  isEnabled: true,
  version: 1,
  createdAt: 0,
  createdBy: 'ada',
  changedAt: 0,
  changedBy: 'ada',
  refused: null,
};

const change = (values: FormValues, fields: FormValues['fields']): FormValues => ({
  ...values,
  fields: { ...values.fields, ...fields },
});

describe('the form of an integration', () => {
  it('sends nothing that is at its default', () => {
    const empty = formValues(OPTIONS, PLATFORMS);
    const body = newBody(OPTIONS, { ...empty, name: 'x', platform: 'EU1' }, PLATFORMS);
    expect(body).toEqual({
      name: 'x',
      description: '',
      options: { qualysApiUrl: 'https://qualysapi.qualys.eu' },
      secrets: {},
      pollingInterval: 'ONE_DAY',
      dailyHour: null,
    });
  });

  it('of a stored one says what it is, so that saving it untouched changes nothing', () => {
    const values = formValues(OPTIONS, PLATFORMS, STORED);
    expect(values).toMatchObject({ platform: 'EU1', way: 'password', dailyHour: '3' });
    expect(values.fields['qualysPassword']).toBe('');
    expect(changeBody(OPTIONS, values, PLATFORMS, STORED)).toEqual({
      description: 'Europe',
      options: {
        qualysApiUrl: 'https://qualysapi.qualys.eu',
        qualysUsername: 'reader',
        vmdrFindingSeverities: ['4', '5'],
        ingestWebAppScans: false,
        includeOnlyDetectionTags: 'A, B',
        qualysApiVersions: 'host-list=5.0',
      },
      pollingInterval: 'ONE_DAY',
      dailyHour: 3,
    });
  });

  it('unsets what was set to its default again', () => {
    const values = change(formValues(OPTIONS, PLATFORMS, STORED), {
      ingestWebAppScans: true,
      vmdrFindingSeverities: ['3', '4', '5'],
      includeOnlyDetectionTags: ' ',
    });
    const { options } = changeBody(OPTIONS, values, PLATFORMS, STORED);
    expect(Object.keys(options ?? {})).toEqual([
      'qualysUsername',
      'qualysApiUrl',
      'qualysApiVersions',
    ]);
  });

  it('takes away the secrets of a way in that is left', () => {
    const values = change(
      { ...formValues(OPTIONS, PLATFORMS, STORED), way: 'token' },
      { qualysToken: 'abc', qualysUsername: '' },
    );
    const body = changeBody(OPTIONS, values, PLATFORMS, STORED);
    expect(body.secrets).toEqual({ qualysPassword: null, qualysToken: 'abc' });
    expect(body.options).not.toHaveProperty('qualysUsername');
  });

  it('keeps the password of a user who serves the portal API beside a token', () => {
    const values = change(
      { ...formValues(OPTIONS, PLATFORMS, STORED), way: 'token' },
      { qualysToken: 'abc' },
    );
    expect(changeBody(OPTIONS, values, PLATFORMS, STORED).secrets).toEqual({ qualysToken: 'abc' });
  });

  it('of a private platform has its addresses, which go with another platform', () => {
    const values = change(
      { ...formValues(OPTIONS, PLATFORMS), platform: 'private' },
      { qualysApiUrl: 'https://qualys.corp.example', qualysGatewayUrl: 'https://gw.corp.example' },
    );
    expect(newBody(OPTIONS, values, PLATFORMS).options).toEqual({
      qualysApiUrl: 'https://qualys.corp.example',
      qualysGatewayUrl: 'https://gw.corp.example',
    });
    const picked = newBody(OPTIONS, { ...values, platform: 'EU1' }, PLATFORMS);
    expect(picked.options).toEqual({ qualysApiUrl: 'https://qualysapi.qualys.eu' });
  });
});
