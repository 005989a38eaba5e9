import { listIn } from '../../metadata/app-policy.js';
import { findScope, suggestScope, toMetadataScope, toProtocolScope } from '../../metadata/scopes.js';
import { hasPlaceholder } from '../placeholders.js';
import { type ConfigPath, show } from '../../problem.js';
import { type AppRule, type RuleProblem, problem, warning } from './rule.js';
import { usesFlow } from './users.js';

function checkNames(names: readonly string[], path: ConfigPath): RuleProblem[] {
  return names.flatMap((name, index) => {
    if (toMetadataScope(name) !== undefined) return [];
    const found = suggestScope(name);
    // Names on the wire have no capital letters, and people mostly write these.
    const near = found !== undefined && name === name.toLowerCase() ? toProtocolScope(found) : found;
    const action = near === undefined ? 'Run `eca fields scopes` for the scopes there are.' : `Did you mean "${near}"?`;
    return [problem([...path, index], `${show(name)} is not a scope of External Client Apps.`, action)];
  });
}

/** Scopes are named by their protocol or metadata names. */
export const scopeNames: AppRule = {
  name: 'scope-names',
  reads: ['scopes'],
  check: ({ scopes }) => checkNames(scopes ?? [], ['scopes']),
};

/** An app has at least one scope. */
export const someScope: AppRule = {
  name: 'some-scope',
  reads: ['scopes'],
  check: ({ scopes }) =>
    scopes?.length === 0
      ? [problem(['scopes'], 'The app has no scope.', 'Add one, such as api, or remove the key.')]
      : [],
};

const SETTINGS = 'ExtlClntAppOauthSettings';
const SCOPES_FIELD = 'commaSeparatedOauthScopes';

function dropped(name: string, path: ConfigPath): RuleProblem[] {
  if (findScope(name)?.dropped !== true) return [];
  const message = `The client credentials flow leaves ${name} out of its tokens.`;
  return [warning(path, message, 'Remove it, unless another flow of the app needs it.')];
}

/** Tokens of this flow never carry some scopes, whatever the app has. */
export const droppedScopes: AppRule = {
  name: 'dropped-scopes',
  reads: ['scopes', 'clientCredentials', 'fields'],
  check: (app) => {
    if (!usesFlow(app)) return [];
    const inFields: unknown = app.fields?.[SETTINGS]?.[SCOPES_FIELD];
    const joined = typeof inFields === 'string' ? listIn(inFields) : [];
    return [
      ...(app.scopes ?? []).flatMap((name, index) => dropped(name, ['scopes', index])),
      ...joined.flatMap((name) => dropped(name, ['fields', SETTINGS, SCOPES_FIELD])),
    ];
  },
};

/** Expected scopes exist, and this flow can grant them. */
export const expectedScopes: AppRule = {
  name: 'expected-scopes',
  reads: ['verify'],
  check: ({ verify }) => {
    const names = verify?.expectScopes ?? [];
    const dropped = names.flatMap((name, index) => {
      if (findScope(name)?.dropped !== true) return [];
      const message = `No token of the client credentials flow carries ${name}.`;
      return [problem(['verify', 'expectScopes', index], message, 'Remove it.')];
    });
    return [...checkNames(names, ['verify', 'expectScopes']), ...dropped];
  },
};

/** A query needs the scope that lets a token use the API. */
export const queryNeedsApi: AppRule = {
  name: 'query-needs-api',
  reads: ['verify', 'scopes'],
  check: ({ verify, scopes }) => {
    if (verify?.query === undefined && verify?.access === undefined) return [];
    if (scopes === undefined || scopes.some((name) => hasPlaceholder(name) || findScope(name)?.metadata === 'Api'))
      return [];
    const key = verify.query === undefined ? 'access' : 'query';
    return [
      warning(['verify', key], `verify.${key} needs the scope api, which the app does not have.`, 'Add api to scopes.'),
    ];
  },
};
