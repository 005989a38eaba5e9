import type { AppConfig, EcaConfig, EnvironmentConfig } from '../model.js';
import type { ProblemKind } from '../../problem-kinds.js';
import type { ConfigPath } from '../../problem.js';

/** What a rule found: a problem, or a warning that does not stop anything. */
export interface RuleProblem {
  readonly severity: 'problem' | 'warning';
  /** From the app for an {@link AppRule}, from the top of the merged config for a {@link ConfigRule}. */
  readonly path: ConfigPath;
  readonly message: string;
  readonly action: string;
  /** Default: that of the rule. */
  readonly kind?: ProblemKind | undefined;
}

/** What a rule about one app may look at beside the app. */
export interface AppContext {
  /** Developer name. */
  readonly name: string;
  /** A version whose schema is known, such as `66.0`. */
  readonly apiVersion: string;
  /** Appended to run-as users; empty when the environment has none. */
  readonly runAsUserSuffix: string;
}

/** A rule about one app, after the environment was laid over it. Texts may still hold `${env:…}`. */
export interface AppRule {
  readonly name: ProblemKind;
  /** Keys that the rule looks at. It is left out when one of them has the wrong shape, which is reported already. */
  readonly reads: readonly (keyof AppConfig)[];
  readonly check: (app: AppConfig, context: AppContext) => readonly RuleProblem[];
}

/** The config with one environment laid over it, before defaults. */
export interface EffectiveConfig {
  readonly apiVersion: string;
  /** Where the version stands, for problems with it. */
  readonly apiVersionPath: ConfigPath;
  readonly settings?: EcaConfig['settings'] | undefined;
  readonly sink?: EcaConfig['sink'] | undefined;
  /** Developer name and app, in the order of the config. */
  readonly apps: readonly (readonly [string, AppConfig])[];
  readonly environmentName?: string | undefined;
  readonly environment?: EnvironmentConfig | undefined;
}

/** A rule about what stands outside the apps, or about several apps. */
export interface ConfigRule {
  readonly name: ProblemKind;
  readonly check: (config: EffectiveConfig) => readonly RuleProblem[];
}

/** Makes a finding that stops the command. */
export function problem(path: ConfigPath, message: string, action: string): RuleProblem {
  return { severity: 'problem', path, message, action };
}

/** Makes a finding that is only said. */
export function warning(path: ConfigPath, message: string, action: string): RuleProblem {
  return { severity: 'warning', path, message, action };
}
