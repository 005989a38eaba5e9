import type { Secret } from '../secret.js';

/** Key and secret of one app. */
export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
}
