import type { CompleteAppConfig, EcaConfig } from './model.js';

/** A config by itself: each app has the keys that its role needs. */
export interface CompleteConfig extends EcaConfig {
  readonly apps: Readonly<Record<string, CompleteAppConfig>>;
}

/** A config that extends another, which may say what this one leaves out. */
export interface ExtendingConfig extends Partial<EcaConfig> {
  readonly extends: string;
}

/**
 * Gives back the config it is given, so that an editor completes and checks its keys in `eca.config.ts`. Throws nothing: the
 * verbs check it.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'eca-as-code';
 *
 * export default defineConfig({
 *   apps: {
 *     Billing_Sync: {
 *       label: 'Billing Sync',
 *       contactEmail: 'platform@acme.example',
 *       runAsUser: 'billing.sync@acme.example',
 *     },
 *   },
 * });
 * ```
 */
export function defineConfig(config: CompleteConfig): EcaConfig;
/** Gives back a config that `extends` another one, which may say what this one leaves out. Throws nothing. */
export function defineConfig(config: ExtendingConfig): ExtendingConfig;
export function defineConfig(config: CompleteConfig | ExtendingConfig): EcaConfig | ExtendingConfig {
  return config;
}
