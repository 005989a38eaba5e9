import type { EcaConfig } from '../config/model.js';

/** The config of the demo: the example app, with a run-as user that the local org knows. */
export const DEMO_CONFIG: EcaConfig = {
  apiVersion: '66.0',
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      scopes: ['api'],
      runAsUser: 'billing.sync@acme.example',
      permissionSets: ['Billing_API'],
      verify: { query: 'SELECT Id FROM Account LIMIT 1' },
    },
  },
};
