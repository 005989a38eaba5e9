import { isVariableName } from '../placeholders.js';
import type { AuthConfig } from '../model.js';
import { type ConfigPath, show } from '../../problem.js';
import { type ConfigRule, type EffectiveConfig, type RuleProblem, problem, warning } from './rule.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function here(config: EffectiveConfig, ...path: ConfigPath): ConfigPath {
  return ['environments', config.environmentName ?? '', ...path];
}

/** An environment's name is typed on command lines and becomes part of paths. */
export const environmentName: ConfigRule = {
  name: 'environment-name',
  check: (config) => {
    const { environmentName: name } = config;
    if (name === undefined || NAME.test(name)) return [];
    const action = 'Use letters, digits, dots, hyphens and underscores, beginning with a letter or digit.';
    return [problem(here(config), `${show(name)} cannot be the name of an environment.`, action)];
  },
};

/** Aliases and sandbox names are not empty. */
export const environmentTexts: ConfigRule = {
  name: 'environment-texts',
  check: (config) => {
    const { targetOrg, sandbox } = config.environment ?? {};
    const texts: readonly (readonly [ConfigPath, string | undefined])[] = [
      [['targetOrg'], targetOrg],
      [['sandbox', 'production'], sandbox?.production],
      [['sandbox', 'name'], sandbox?.name],
    ];
    return texts
      .filter(([, text]) => text?.trim() === '')
      .map(([path]) => problem(here(config, ...path), 'The text is empty.', 'Write a name, or remove the key.'));
  },
};

/** A sandbox has a name of letters and digits, of which its My Domain is made, and is no production org. */
export const sandboxPin: ConfigRule = {
  name: 'sandbox-pin',
  check: (config) => {
    const { sandbox, production } = config.environment ?? {};
    if (sandbox === undefined) return [];
    // The shape can be broken; then it is told elsewhere.
    const written: { readonly name?: unknown } = sandbox;
    const name = typeof written.name === 'string' ? written.name : '';
    const action = 'Write the name as Setup of production lists it under Sandboxes, such as uat.';
    const isWrong = name.trim() !== '' && !name.includes('${env:') && !/^[A-Za-z0-9]{1,10}$/.test(name);
    const wrongName = problem(
      here(config, 'sandbox', 'name'),
      `${show(name)} cannot be the name of a sandbox, which has up to ten letters and digits.`,
      action,
    );
    const both = problem(
      here(config, 'production'),
      'The environment is a sandbox, and cannot be production too.',
      'Remove production, or sandbox.',
    );
    return [...(isWrong ? [wrongName] : []), ...(production === true ? [both] : [])];
  },
};

/** A suffix is appended to usernames, so it holds what a username may hold after its `@`. */
export const userSuffix: ConfigRule = {
  name: 'user-suffix',
  check: (config) => {
    const suffix = config.environment?.runAsUserSuffix;
    if (suffix === undefined || suffix === '') return [];
    const path = here(config, 'runAsUserSuffix');
    if (!/^[A-Za-z0-9._-]+$/.test(suffix)) {
      const action = 'Write what the sandbox appends to usernames, such as .uat.';
      return [problem(path, `${show(suffix)} cannot end a username.`, action)];
    }
    if (suffix.startsWith('.')) return [];
    const message = `${show(suffix)} does not begin with a dot; sandboxes append a dot and their name.`;
    return [warning(path, message, `Write .${suffix}, unless the usernames really end so.`)];
  },
};

function checkVariables(auth: object, path: ConfigPath): RuleProblem[] {
  return Object.entries(auth).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return checkVariables(value, [...path, key]);
    if (typeof value !== 'string' || isVariableName(value)) return [];
    const message = `auth.${key} is not the name of an environment variable; its value is not shown, as it could be a secret.`;
    return [problem([...path, key], message, 'Put the value into an environment variable, and write its name here.')];
  });
}

function checkWays({ sfdxAuthUrl, accessToken, instanceUrl, jwt }: AuthConfig, path: ConfigPath): RuleProblem[] {
  const ways = Object.entries({ sfdxAuthUrl, accessToken, jwt }).flatMap(([way, value]) =>
    value === undefined ? [] : way,
  );
  const findings: RuleProblem[] = [];
  if (ways.length !== 1) {
    const message = ways.length === 0 ? 'auth names no way to log in.' : `auth names ${ways.join(' and ')}.`;
    findings.push(problem(path, message, 'Write exactly one of sfdxAuthUrl, accessToken, jwt.'));
  }
  if (accessToken !== undefined && instanceUrl === undefined) {
    findings.push(
      problem([...path, 'accessToken'], 'A token alone does not say which org it is for.', 'Add instanceUrl.'),
    );
  }
  if (jwt !== undefined && (jwt.key === undefined) === (jwt.keyFile === undefined)) {
    findings.push(
      problem([...path, 'jwt'], 'The private key has to come from one place.', 'Write either key or keyFile.'),
    );
  }
  return findings;
}

/** A login is described by one set of environment variables, by their names. */
export const auth: ConfigRule = {
  name: 'auth',
  check: (config) => {
    const { auth: own, sandbox } = config.environment ?? {};
    const logins: readonly (readonly [AuthConfig | undefined, ConfigPath])[] = [
      [own, here(config, 'auth')],
      [sandbox?.auth, here(config, 'sandbox', 'auth')],
    ];
    return logins.flatMap(([login, path]) =>
      login === undefined ? [] : [...checkVariables(login, path), ...checkWays(login, path)],
    );
  },
};
