import type { EcaConfig } from './model.js';

/**
 * Gives back the config it is given, so that an editor completes and checks its keys in `eca.config.ts`.
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
export function defineConfig(config: EcaConfig): EcaConfig {
  return config;
}
