import type { NoAnswer } from '../oauth/transport.js';
import type { Refusal } from '../oauth/token.js';
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
  | 'service'
  | 'request'
  | 'unknown';

/** What is wrong, how it was told apart, and what to do. */
export interface Diagnosis {
  readonly layer: Layer;
  /** Name of the symptom in the table, such as `wrong secret`. */
  readonly reason?: string | undefined;
  /** How this layer was told from the others. */
  readonly evidence: string;
  /** What to change. */
  readonly fix: string;
  /** A command that makes the change. */
  readonly command?: string | undefined;
  /** The config key to change. */
  readonly configPath?: string | undefined;
  /** Page that explains it. */
  readonly docs: string;
}

/** What the org says of the app and its run-as user, as far as it was asked. */
export interface KnownState {
  /** Whether the org has the app. */
  readonly appExists?: boolean | undefined;
  /** Types of parts that every app with OAuth has and this one has lost, as in a refresh. */
  readonly missingParts?: readonly string[] | undefined;
  /** The switch in the global OAuth settings. */
  readonly flowOnApp?: boolean | undefined;
  /** The switch in the OAuth policies. */
  readonly flowInPolicy?: boolean | undefined;
  /** The run-as user of the OAuth policies. */
  readonly policyUser?: string | undefined;
  /** Whom the app admits, where only users that an admin approved may use it. */
  readonly approval?: { readonly permissionSets: readonly string[]; readonly profiles: readonly string[] } | undefined;
  /** Permission sets that the run-as user holds. */
  readonly userHolds?: readonly string[] | undefined;
  readonly userProfile?: string | undefined;
  readonly userIsActive?: boolean | undefined;
  readonly userIsFrozen?: boolean | undefined;
  /** Whether the switches in the app's own policies, of the app and of its OAuth plug-in, are both on. */
  readonly appIsEnabled?: boolean | undefined;
  /** True when the app itself is on, and its OAuth plug-in is not. */
  readonly oauthPluginIsOff?: true | undefined;
  /** True when the OAuth policies ask for a session level that this flow never reaches. */
  readonly asksForHighAssurance?: true | undefined;
  /** Key that counts for the app now. */
  readonly consumerKey?: string | undefined;
  /** Key of the pair that was rotated out and is still in its slot. */
  readonly rotatedKey?: string | undefined;
  /** Names of the apps in the org, when none of them has the key that was used. */
  readonly otherApps?: readonly string[] | undefined;
  /** Whether the run-as user has API Enabled, from whatever source. */
  readonly userHasApi?: boolean | undefined;
  /** What the login history says of the run-as user's last login. */
  readonly lastLogin?: string | undefined;
  /** Base URL of the org that was asked. */
  readonly orgUrl?: string | undefined;
}

/** A refused or unanswered token request, with all that helps to explain it. */
export interface Symptom {
  readonly answer: Refusal | NoAnswer;
  /** Name of the app in the config. */
  readonly app: string;
  readonly tokenEndpoint: string;
  /** Username that the config names. */
  readonly runAsUser?: string | undefined;
  /** From where the consumers call. Default: from here. */
  readonly from?: 'here' | 'elsewhere' | undefined;
  /** True when app, policy or secret changed a moment ago. */
  readonly fresh: boolean;
  /** True when key and secret came from the consumer or the config, and nothing says that they were right lately. */
  readonly isGiven?: boolean | undefined;
  /** Milliseconds that were waited for the change to reach every server. */
  readonly waitedMs: number;
  readonly known: KnownState;
  /** Key that was sent. */
  readonly consumerKey?: string | undefined;
}

/** Names the layer that is wrong: the first row of the table that fits. The last one fits always. */
export function diagnose(symptom: Symptom): Diagnosis {
  for (const row of DIAGNOSES) {
    if (!row.fits(symptom)) continue;
    const { command, configPath } = row;
    return {
      layer: row.layer,
      reason: row.id,
      evidence: row.evidence(symptom),
      fix: row.fix(symptom),
      command: command?.(symptom),
      configPath: configPath?.(symptom),
      docs: row.docs,
    };
  }
  throw new Error('The last row of the diagnosis table fits every symptom.');
}
