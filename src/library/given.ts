import { EcaError } from '../errors.js';
import type { AuthMethod } from '../oauth/token.js';
import { valueAt } from '../plain-data.js';
import { Secret } from '../secret.js';
import type { RunOptions, VerbOptions } from './options.js';

/** Key and secret that the caller has, and the org that they are for; neither config nor login is needed. */
export interface GivenPairOptions extends RunOptions {
  /** URL of the org, `https://DOMAIN.my.salesforce.com`. */
  readonly myDomain: string;
  /** Key of the app in that org. */
  readonly consumerKey: string;
  /** Its secret, such as `new Secret(process.env.CLIENT_SECRET)`. */
  readonly consumerSecret: Secret;
  /** How they travel. Default: `client_secret_post`. */
  readonly authMethod?: AuthMethod | undefined;
  /** Such as `66.0`, for calls. Default: 66.0. */
  readonly apiVersion?: string | undefined;
}

/** Tells whether a pair was given, and not an app of a config. */
export function namesDomain<T extends GivenPairOptions>(options: T | VerbOptions): options is T {
  return valueAt(options, ['myDomain']) !== undefined;
}

/**
 * Refuses a secret that would print itself.
 *
 * @throws UsageError
 */
export function refuseBareSecret({ consumerSecret }: { readonly consumerSecret: unknown }): void {
  if (consumerSecret instanceof Secret) return;
  throw new EcaError({
    name: 'UsageError',
    message: '`consumerSecret` takes a Secret, which prints as a mask.',
    actions: ['Wrap it: new Secret(process.env.CLIENT_SECRET).'],
  });
}
