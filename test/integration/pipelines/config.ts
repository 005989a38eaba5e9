import type { EcaConfig } from '../../../src/config/model.js';
import { environmentOf } from '../fleet.js';
import { BILLING_SYNC } from '../project.js';

/** What the pipelines work on: two sandboxes that give secrets to REST, each with a file for its pair. */
export const CONFIG: EcaConfig = {
  ...BILLING_SYNC,
  settings: { enableClientSecretInRestApiAccess: true },
  sink: { file: '{environment}.json' },
  environments: { uat: environmentOf('uat'), qa: environmentOf('qa') },
};

/** The same, with somebody's hand in it: an org that was deployed by it has drifted from {@link CONFIG}. */
export const CHANGED_BY_HAND: EcaConfig = {
  ...CONFIG,
  apps: { Billing_Sync: { ...BILLING_SYNC.apps.Billing_Sync, label: 'By Hand' } },
};
