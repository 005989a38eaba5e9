/** A behaviour of a real org that is not certain, with the values that it could have. */
export interface Assumption {
  readonly name: string;
  /** Value that applies unless `--assume` says otherwise. */
  readonly default: string;
  readonly values: readonly [string, string, ...string[]];
  /** What differs between the values. */
  readonly meaning: string;
  /** Where the doubt comes from. */
  readonly topic: string;
}

/** All behaviours that the local org assumes; each can be switched. */
export const ASSUMPTIONS = [
  {
    name: 'flow-off-error',
    default: 'unsupported_grant_type',
    values: ['unsupported_grant_type', 'invalid_grant'],
    meaning: 'OAuth error code when the app itself has the client credentials flow switched off.',
    topic: 'token errors: sources name two codes',
  },
  {
    name: 'frozen-user-error',
    default: 'authentication_failure',
    values: ['authentication_failure', 'inactive_user'],
    meaning: 'Whether a frozen run-as user gives the generic failure or the error of an inactive user.',
    topic: 'token errors: no report about frozen users',
  },
  {
    name: 'inactive-execution-user',
    default: 'rejected',
    values: ['rejected', 'accepted'],
    meaning: 'Whether a deploy that names an inactive execution user fails.',
    topic: 'execution user: only the missing user is reported',
  },
  {
    name: 'execution-user-api-only',
    default: 'recommended',
    values: ['recommended', 'required'],
    meaning: 'Whether a deploy fails when the execution user lacks the permission API Only User.',
    topic: 'execution user: documentation asks for it, practice works without',
  },
  {
    name: 'preauthorization-of-execution-user',
    default: 'checked',
    values: ['checked', 'ignored'],
    meaning: 'Whether admin pre-approval applies to the run-as user of the client credentials flow.',
    topic: 'pre-authorisation: sources contradict each other',
  },
  {
    name: 'scope-parameter',
    default: 'ignored',
    values: ['ignored', 'rejected'],
    meaning: 'What a `scope` parameter in a client credentials request does.',
    topic: 'token endpoint: some report a rejection',
  },
  {
    name: 'basic-header',
    default: 'raw',
    values: ['raw', 'decoded'],
    meaning: 'Whether key and secret of a Basic header are percent-decoded, as RFC 6749 has it.',
    topic: 'token endpoint: not verified for keys with dots and underscores',
  },
  {
    name: 'same-token',
    default: 'yes',
    values: ['yes', 'no'],
    meaning: 'Whether two requests for the same app and run-as user get the same access token while it lives.',
    topic: 'tokens: help says that it can happen',
  },
  {
    name: 'disabled-app-error',
    default: 'invalid_client_id',
    values: ['invalid_client_id', 'OAUTH_APP_BLOCKED'],
    meaning: 'OAuth error for an app that is disabled or whose OAuth plug-in is off.',
    topic: 'policies: no report',
  },
  {
    name: 'token-without-api-access',
    default: 'issued',
    values: ['issued', 'refused'],
    meaning: 'Whether a run-as user without API Enabled still gets a token, and is refused by the API only.',
    topic: 'effective API access: no report at token time',
  },
  {
    name: 'userinfo-scope',
    default: 'any',
    values: ['any', 'identity'],
    meaning: 'Whether userinfo answers a token that has `api` and no identity scope.',
    topic: 'limits and userinfo: not verified',
  },
  {
    name: 'usage-lists',
    default: 'used',
    values: ['used', 'all'],
    meaning: 'Whether apps/oauth/usage lists only apps that were used, or every app.',
    topic: 'Connect REST: an app never used may be missing',
  },
  {
    name: 'app-id',
    default: 'record-id',
    values: ['record-id', 'other'],
    meaning: 'Whether the identifier in Connect REST is the Id of the ExternalClientApplication record.',
    topic: 'Connect REST: not verified',
  },
  {
    name: 'credentials-permission-error',
    default: 'FUNCTIONALITY_NOT_ENABLED',
    values: ['FUNCTIONALITY_NOT_ENABLED', 'INSUFFICIENT_ACCESS'],
    meaning: 'Error code when the user lacks the permission to read consumer credentials.',
    topic: 'Connect REST: several wordings are reported',
  },
  {
    name: 'element-order',
    default: 'any',
    values: ['any', 'alphabetical'],
    meaning: 'Whether a deploy rejects elements that are not in the order of the schema.',
    topic: 'metadata files: evidence conflicts',
  },
  {
    name: 'foreign-org-scoped-app',
    default: 'rejected',
    values: ['rejected', 'resolved'],
    meaning: 'What a deploy does with an orgScopedExternalApp of another org.',
    topic: 'server-owned fields: one report of it being resolved again',
  },
  {
    name: 'file-not-in-manifest',
    default: 'error',
    values: ['error', 'warning'],
    meaning: 'Whether a file in the zip that package.xml does not name fails the deploy.',
    topic: 'deploys: common experience, without a source at hand',
  },
  {
    name: 'execution-user-error',
    default: 'enter-valid',
    values: ['enter-valid', 'no-such-user'],
    meaning: 'Wording of the deploy error for an execution user that does not exist.',
    topic: 'execution user: one source quotes another text',
  },
  {
    name: 'licensed-permission-set',
    default: 'refused',
    values: ['refused', 'accepted'],
    meaning: 'Whether a permission set of the Salesforce API Integration licence can pre-approve users of an app.',
    topic: 'pre-authorisation: reported by practitioners',
  },
  {
    name: 'staged-pair',
    default: 'gives-tokens',
    values: ['gives-tokens', 'waits'],
    meaning: 'Whether a staged pair of key and secret gives tokens before it is rotated in.',
    topic: 'credentials: reported by practitioners',
  },
  {
    name: 'pkce-of-client-credentials',
    default: 'kept',
    values: ['kept', 'set-back'],
    meaning: 'Whether an app of the client credentials flow alone keeps PKCE off, or the org sets it back to on.',
    topic: 'PKCE: the platform sets it back for other flows',
  },
  {
    name: 'meta-xml-names',
    default: 'not-found',
    values: ['not-found', 'found'],
    meaning: 'Whether a deploy finds files in a metadata format zip whose names end in -meta.xml.',
    topic: 'metadata zips: sources contradict each other',
  },
  {
    name: 'sandbox-login-app',
    default: 'any',
    values: ['any', 'connected-app'],
    meaning:
      "Whether production's sandboxAuth takes the client id of an External Client App, or of Connected Apps only.",
    topic: 'sandbox login: unproven for External Client Apps',
  },
  {
    name: 'deploy-request-object',
    default: 'both',
    values: ['both', 'tooling'],
    meaning: 'Whether DeployRequest answers to the data query too, or to the Tooling API only.',
    topic: 'deploys: documented for the Tooling API',
  },
  {
    name: 'api-instance-url',
    default: 'platform-scope',
    values: ['platform-scope', 'always'],
    meaning: 'Whether `api_instance_url` is in a token answer with a scope such as `sfap_api` only, or in each.',
    topic: 'token answers: recorded answers differ',
  },
  {
    name: 'malformed-id-filter',
    default: 'refused',
    values: ['refused', 'no-rows'],
    meaning: 'Whether a query that compares an id with a text that is none is refused, or finds nothing.',
    topic: 'queries: reported by practitioners',
  },
  {
    name: 'policy-owner-column',
    default: 'told',
    values: ['told', 'untold'],
    meaning: 'Whether ExtlClntAppPlcyCnfg has ExternalClientApplicationId, as the other tables of parts do.',
    topic: 'tables of parts: the column is documented for the OAuth policies, and listed for these in 2024',
  },
] as const satisfies readonly Assumption[];

/** Name of one of the {@link ASSUMPTIONS}. */
export type AssumptionName = (typeof ASSUMPTIONS)[number]['name'];

/** Finds what is wrong with chosen assumptions: unknown names and values, each with what is allowed. */
export function checkAssumptions(chosen: Readonly<Record<string, string>>): { name: string; message: string }[] {
  return Object.entries(chosen).flatMap(([name, value]) => {
    const known = findAssumption(name);
    if (known === undefined) {
      const names = ASSUMPTIONS.map((assumption) => assumption.name).join(', ');
      return [{ name, message: `"${name}" is no assumption; known are ${names}` }];
    }
    if (known.values.includes(value)) return [];
    return [{ name, message: `"${value}" is no value of "${name}"; use ${known.values.join(' or ')}` }];
  });
}

function findAssumption(name: string): Assumption | undefined {
  return ASSUMPTIONS.find((assumption) => assumption.name === name);
}

/** Gives the value of an assumption: the chosen one, else its default. */
export function assumedValue(name: AssumptionName, chosen: Readonly<Record<string, string>>): string {
  return chosen[name] ?? findAssumption(name)?.default ?? '';
}
