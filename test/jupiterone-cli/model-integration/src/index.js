// The smallest integration that the CLI runs; see the README of this folder.
'use strict';

const ACCOUNT = { _key: 'model-account:1', _type: 'model_account', _class: 'Account' };

exports.invocationConfig = {
  instanceConfigFields: {},
  integrationSteps: [
    {
      id: 'fetch-account',
      name: 'Fetch account',
      entities: [{ resourceName: 'Account', _type: ACCOUNT._type, _class: ACCOUNT._class }],
      relationships: [],
      dependsOn: [],
      executionHandler: ({ jobState }) =>
        jobState.addEntities([{ ...ACCOUNT, name: 'Model', displayName: 'Model' }]),
    },
  ],
};
