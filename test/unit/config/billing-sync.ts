import { type ConfigProblem, spellPath } from '../../../src/config/problem.js';
import { resolve, type Resolution, type ResolveOptions } from '../../../src/config/resolve.js';

/** The smallest app that breaks no rule. */
export const BILLING_SYNC = {
  label: 'Billing Sync',
  contactEmail: 'platform@acme.example',
  runAsUser: 'billing.sync@acme.example',
} as const;

/** A config with this one app, changed by keys. `undefined` leaves a key out. */
export function configWith(
  app: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): object {
  return { apps: { Billing_Sync: { ...BILLING_SYNC, ...app } }, ...rest };
}

/** Resolves a config with no environment variables, unless options say otherwise. */
export function resolved(config: unknown, options: Partial<ResolveOptions> = {}): Resolution {
  return resolve(config, { env: {}, ...options });
}

/** Spells problems as `path: message`, as a reader sees them. */
export function spelled(problems: readonly ConfigProblem[]): readonly string[] {
  return problems.map(({ path, message }) => `${spellPath(path)}: ${message}`);
}
