import { appOf } from '../metadata/parts.js';
import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { CONSUMING_TYPES } from '../compose/named-credential.js';
import { EcaError, type Problem } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { CONFIG_FIELDS } from '../config/config-fields.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import type { ComponentFailure, DeployStatus, Org } from '../org/org.js';

/** What Salesforce says of a component, in our words, and the config key that caused it. */
export interface RejectionCause {
  readonly says: RegExp;
  /** Config key below the app. */
  readonly key?: string | undefined;
  readonly action: string;
  /** Takes the place of Salesforce's sentence. */
  readonly message?: string | undefined;
}

/** Salesforce's sentences for the failures that a config can cause; the first that fits counts. */
export const REJECTION_CAUSES: readonly RejectionCause[] = [
  {
    says: /valid execution user|No such user/i,
    key: 'runAsUser',
    action: 'Set runAsUser to the username (not the e-mail) of an active user of this org.',
  },
  {
    says: /problem with your scope|OauthScopes|oauth scope/i,
    key: 'scopes',
    action: 'Take the scope out of the config: this org does not offer it.',
  },
  {
    says: /find permission sets called/i,
    key: 'permissionSets',
    action: 'Correct permissionSets: they are API names of permission sets in this org.',
  },
  {
    says: /find profiles called/i,
    key: 'profiles',
    action: 'Correct profiles: they are names of profiles in this org.',
  },
  { says: /callback/i, key: 'callbackUrls', action: 'Correct callbackUrls: one https or custom-scheme URL each.' },
  { says: /IP relaxation/i, key: 'ipRelaxation', action: 'Correct ipRelaxation.' },
  { says: /contact ?email/i, key: 'contactEmail', action: 'Correct contactEmail.' },
  {
    says: /consumer key .*(?:taken|already|duplicate)/i,
    key: 'credentials',
    action:
      'Supply another key: no two apps of any orgs share one. An app that was deleted before a refresh sets its key free.',
  },
  {
    says: /invalid at this location/i,
    action: 'The org does not know this field in this API version: check --api-version and the field names.',
  },
  {
    says: /DUPLICATE_DEVELOPER_NAME/i,
    action:
      'Give the app of the config another name: another app of the org has this one, such as a Connected App that is still in use. Leave that where it is.',
  },
  {
    says: /DUPLICATE_VALUE|duplicate value found/i,
    message: 'Another component of this kind was made for the app meanwhile, under another name.',
    action: 'Run the command again: the other component is adopted under its name.',
  },
  {
    says: /INVALID_CROSS_REFERENCE_KEY|no ExternalClientApplication/i,
    action: 'A component names another one that the org does not have; deploy the app with all of its parts.',
  },
];

/** Tells whether all that the org rejected are parts that somebody else created meanwhile. */
export function isOvertaken({ failures }: DeployStatus): boolean {
  return failures.length > 0 && failures.every(({ problem }) => /DUPLICATE_VALUE|duplicate value found/i.test(problem));
}

/** What a deploy was made from, to lead a failure back to it. */
export interface Origin {
  readonly config: ResolvedConfig;
  readonly wanted: readonly WantedComponent[];
  /** What was sent, under the names that the org has. */
  readonly components: readonly MetadataComponent[];
}

/** Makes the error of a deploy that the org rejected: each component with what is wrong and the config key behind it. */
export function rejected(org: Org, status: DeployStatus, checkOnly: boolean, origin?: Origin): EcaError {
  const problems = status.failures.map((failure) => problemOf(failure, origin));
  const lines = status.failures.map(({ type, fullName, problem }) => `  ${type} ${fullName}: ${inOurWords(problem)}`);
  const what = checkOnly
    ? 'rejected the components in its check, and nothing was deployed'
    : 'rejected the deploy and took nothing of it';
  const [first, ...more] = [...new Set(problems.map(({ action }) => action))];
  return new EcaError({
    name: 'DeployFailedError',
    message: [`The org "${org.identity.target}" ${what}:`, ...lines].join('\n'),
    actions: [
      first ?? 'Run the command again with --debug, and look at the deploy in Setup, Deployment Status.',
      ...more,
    ],
    problems: problems.filter(({ path }) => path !== ''),
    data: { id: status.id, failures: status.failures },
  });
}

function causeOf(problem: string): RejectionCause | undefined {
  return REJECTION_CAUSES.find(({ says }) => says.test(problem));
}

function inOurWords(problem: string): string {
  return causeOf(problem)?.message ?? foreignText(problem);
}

function problemOf(failure: ComponentFailure, origin: Origin | undefined): Problem {
  const { type, fullName, problem } = failure;
  const cause = causeOf(problem);
  const action = cause?.action ?? 'Correct what the org names above; `eca plan` shows what was sent.';
  const path = origin === undefined ? '' : configPathOf(failure, cause?.key, origin);
  return { level: 'error', path, message: `${type} ${fullName}: ${inOurWords(problem)}`, action };
}

/** Leads a failure back to the config: the key of its cause, else the key of a field that it names, else the app. */
function configPathOf({ type, fullName, problem }: ComponentFailure, key: string | undefined, origin: Origin): string {
  const app = configuredApp(type, fullName, origin);
  if (app === undefined) return '';
  const base = `apps.${app.name}`;
  if (CONSUMING_TYPES.includes(type)) return `${base}.namedCredential`;
  if (key !== undefined && app.written.has(key)) return `${base}.${key}`;
  const named = (field: string): boolean => new RegExp(`\\b${field}\\b`).test(problem);
  const extra = Object.entries(app.fields).find(([name]) => name === type)?.[1];
  const extraField = Object.keys(extra ?? {}).find(named);
  if (extraField !== undefined) return `${base}.fields.${type}.${extraField}`;
  const row = CONFIG_FIELDS.find((candidate) => candidate.type === type && named(candidate.field));
  const written = row?.keys.find((candidate) => app.written.has(candidate));
  return written === undefined ? base : `${base}.${written}`;
}

function configuredApp(
  type: string,
  fullName: string,
  { config, wanted, components }: Origin,
): ResolvedApp | undefined {
  const isIt = (component: MetadataComponent): boolean => component.type === type && component.fullName === fullName;
  const sent = components.find(isIt);
  const name = wanted.find(isIt)?.app ?? (sent === undefined ? undefined : appOf(sent));
  return config.apps.find((app) => app.name === name);
}
