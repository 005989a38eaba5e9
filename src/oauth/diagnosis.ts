import type { NoAnswer } from './transport.js';
import type { Refusal } from './token.js';
import { DIAGNOSES } from './diagnosis-table.js';

/** The one thing that is wrong when a token is refused. */
export type Layer =
  | 'host'
  | 'app'
  | 'key'
  | 'secret'
  | 'flow-app'
  | 'flow-policy'
  | 'run-as-user'
  | 'licence'
  | 'pre-authorisation'
  | 'ip'
  | 'hours'
  | 'scope'
  | 'token-format'
  | 'propagation'
  | 'org-setting'
  | 'rate-limit'
  | 'transport'
  | 'unknown';

/** What is wrong, how it was told apart, and what to do. */
export interface Diagnosis {
  readonly layer: Layer;
  /** How this layer was told from the others. */
  readonly evidence: string;
  /** What to change. */
  readonly fix: string;
  /** A command that makes the change. */
  readonly command?: string;
  /** The config key to change. */
  readonly configPath?: string;
  /** Page that explains it. */
  readonly docs: string;
}

/** What the org says of the app and its run-as user, as far as it was asked. */
export interface KnownState {
  /** Whether the org has the app. */
  readonly appExists?: boolean;
  /** The switch in the global OAuth settings. */
  readonly flowOnApp?: boolean;
  /** The switch in the OAuth policies. */
  readonly flowInPolicy?: boolean;
  /** The run-as user of the OAuth policies. */
  readonly policyUser?: string;
  readonly userIsActive?: boolean;
  readonly userIsFrozen?: boolean;
  /** Whether the app's own switch in its policies is on. */
  readonly appIsEnabled?: boolean;
}

/** A refused or unanswered token request, with all that helps to explain it. */
export interface Symptom {
  readonly answer: Refusal | NoAnswer;
  /** Name of the app in the config. */
  readonly app: string;
  readonly tokenEndpoint: string;
  /** Username that the config names. */
  readonly runAsUser?: string;
  /** True when app, policy or secret changed a moment ago. */
  readonly fresh: boolean;
  /** Milliseconds that were waited for the change to reach every server. */
  readonly waitedMs: number;
  readonly known: KnownState;
}

/** Names the layer that is wrong: the first row of the table that fits. The last one fits always. */
export function diagnose(symptom: Symptom): Diagnosis {
  for (const row of DIAGNOSES) {
    if (!row.fits(symptom)) continue;
    const { command, configPath } = row;
    return {
      layer: row.layer,
      evidence: row.evidence(symptom),
      fix: row.fix(symptom),
      ...(command === undefined ? {} : { command: command(symptom) }),
      ...(configPath === undefined ? {} : { configPath: configPath(symptom) }),
      docs: row.docs,
    };
  }
  throw new Error('The last row of the diagnosis table fits every symptom.');
}
