import { type Group, LATE_TEXT, SECRET } from '../shape.js';

/** Key and secret that an app is created with. */
export const CREDENTIALS: Group = {
  kind: 'group',
  name: 'CredentialsConfig',
  text: 'Key and secret that an app is created with, instead of those that the org would make up.',
  keys: {
    key: {
      shape: LATE_TEXT,
      required: true,
      text: 'Consumer key. No other app of any org may have it.',
      examples: ['${env:BILLING_SYNC_KEY}'],
    },
    secret: {
      shape: SECRET,
      required: true,
      text: 'Consumer secret, as `${env:NAME}` and nothing else.',
      examples: ['${env:BILLING_SYNC_SECRET}'],
    },
  },
};
