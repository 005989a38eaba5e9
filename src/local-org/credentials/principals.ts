import type { Answer } from '../wire/answer.js';
import { json, noContent, noJson, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import type { Call } from '../calls/route.js';
import { textOf, groupsOf } from '../state/fields.js';
import type { PrincipalCredential } from '../state/world.js';
import type { StoredComponent } from '../state/components.js';
import { componentKey } from '../state/components.js';
import { hasPermission } from '../users/access.js';

interface Principal {
  readonly name: string;
  readonly type: string;
}

function allowed({ context, user }: Call): Answer | undefined {
  const may = ['ManageNamedCredentials', 'CustomizeApplication'].some((name) =>
    hasPermission(context.world, user, name),
  ); // [U]
  return may
    ? undefined
    : restError(
        403,
        'INSUFFICIENT_ACCESS',
        'You do not have the level of access necessary to perform the operation you requested.',
      );
}

function credentialsOf({ context }: Call): StoredComponent[] {
  return Object.values(context.world.components).filter((component) => component.type === 'ExternalCredential');
}

function principalsOf(component: StoredComponent): Principal[] {
  return groupsOf(component.fields, 'externalCredentialParameters')
    .filter((parameter) => textOf(parameter, 'parameterType').endsWith('Principal'))
    .map((parameter) => ({ name: textOf(parameter, 'parameterName'), type: textOf(parameter, 'parameterType') }));
}

function variantOf(component: StoredComponent): string {
  const parameters = groupsOf(component.fields, 'externalCredentialParameters');
  return textOf(
    parameters.find((parameter) => textOf(parameter, 'parameterType') === 'AuthProtocolVariant'),
    'parameterValue',
  );
}

/** `Configured` only says that values are stored. [C] */
function statusOf({ context }: Call, credential: string, principal: string): 'Configured' | 'NotConfigured' {
  return context.world.principals[`${credential}/${principal}`] === undefined ? 'NotConfigured' : 'Configured';
}

function describe(call: Call, component: StoredComponent): Record<string, unknown> {
  const principals = principalsOf(component).map((principal) => ({
    principalName: principal.name,
    principalType: principal.type,
    authenticationStatus: statusOf(call, component.fullName, principal.name),
  }));
  const configured = principals.some((principal) => principal.authenticationStatus === 'Configured');
  return {
    developerName: component.fullName,
    masterLabel: textOf(component.fields, 'label'),
    authenticationProtocol:
      textOf(component.fields, 'authenticationProtocol') === 'Oauth'
        ? 'OAuth'
        : textOf(component.fields, 'authenticationProtocol'),
    authenticationProtocolVariant: variantOf(component),
    authenticationStatus: configured ? 'Configured' : 'NotConfigured',
    principals,
    id: component.id,
    url: `/services/data/v${call.version}.0/named-credentials/external-credentials/${component.fullName}`,
  };
}

/** Lists the external credentials. */
export function externalCredentials(call: Call): Answer {
  return (
    allowed(call) ??
    json(200, { externalCredentials: credentialsOf(call).map((component) => describe(call, component)) })
  );
}

/** Gives one external credential, with its authentication status. */
export function externalCredential(call: Call): Answer {
  const refusal = allowed(call);
  if (refusal !== undefined) return refusal;
  const component = call.context.world.components[componentKey('ExternalCredential', call.params[0] ?? '')];
  return component === undefined ? notFound() : json(200, describe(call, component));
}

interface Target {
  readonly component: StoredComponent;
  readonly principal: Principal;
  readonly key: string;
}

/** Finds the principal that a body or a query names; the answer says what is wrong. */
function targetOf(call: Call, read: (name: string) => string): Target | Answer {
  const refusal = allowed(call);
  if (refusal !== undefined) return refusal;
  const name = read('externalCredential');
  const component = call.context.world.components[componentKey('ExternalCredential', name)];
  if (component === undefined) return restError(404, 'NOT_FOUND', `The external credential ${name} does not exist.`);
  const wanted = read('principalName');
  const type = read('principalType');
  const principal = principalsOf(component).find((candidate) => candidate.name === wanted && candidate.type === type);
  if (principal === undefined)
    return restError(404, 'NOT_FOUND', `The external credential ${name} has no ${type} ${wanted}.`);
  return { component, principal, key: `${name}/${wanted}` };
}

const isAnswer = (value: Target | Answer): value is Answer => 'status' in value;

/** Gives what is stored for a principal; encrypted values stay in the org. */
export function readCredential(call: Call): Answer {
  const target = targetOf(call, (name) => call.request.query.get(name) ?? '');
  return isAnswer(target) ? target : json(200, credentialBody(call, target));
}

function credentialBody(call: Call, { component, principal, key }: Target): Record<string, unknown> {
  const stored = call.context.world.principals[key];
  const values = Object.entries(stored?.values ?? {}).map(([name, { value, encrypted }]) => [
    name,
    encrypted ? { encrypted } : { encrypted, value },
  ]);
  return {
    externalCredential: component.fullName,
    principalName: principal.name,
    principalType: principal.type,
    authenticationProtocol: 'OAuth',
    authenticationProtocolVariant: variantOf(component),
    authenticationStatus: statusOf(call, component.fullName, principal.name),
    credentials: Object.fromEntries(values) as Record<string, unknown>,
  };
}

const REQUIRED = ['clientId', 'clientSecret'];

/** Stores the values of a principal: POST the first time, PUT to replace. [C] PATCH is for Custom only. */
export function writeCredential(call: Call): Answer {
  const body = jsonOf(call.request);
  if (body === undefined) return noJson();
  const read = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const target = targetOf(call, read);
  if (isAnswer(target)) return target;
  const { method } = call.request;
  const { principals } = call.context.world;
  const exists = principals[target.key] !== undefined;
  if (method === 'PATCH') {
    return restError(
      400,
      'INVALID_API_INPUT',
      'Only credentials of the Custom authentication protocol can be patched.',
    );
  }
  // [U] wording and codes
  if (method === 'POST' && exists)
    return restError(400, 'DUPLICATE_VALUE', 'The credential exists already. Replace it with PUT.');
  if (method === 'PUT' && !exists)
    return restError(404, 'NOT_FOUND', 'The credential does not exist. Create it with POST.');
  const variant = read('authenticationProtocolVariant');
  if (variant !== '' && variant !== variantOf(target.component)) {
    return restError(
      400,
      'INVALID_API_INPUT',
      `The external credential uses ${variantOf(target.component)}, not ${variant}.`,
    );
  }
  const values = readValues(body['credentials']);
  const missing = REQUIRED.filter((name) => values[name] === undefined);
  if (missing.length > 0) return restError(400, 'INVALID_API_INPUT', `The credentials lack ${missing.join(' and ')}.`);
  const stored: PrincipalCredential = {
    externalCredential: target.component.fullName,
    principalName: target.principal.name,
    principalType: target.principal.type,
    values,
  };
  principals[target.key] = stored;
  return json(method === 'POST' ? 201 : 200, credentialBody(call, target));
}

function readValues(written: unknown): PrincipalCredential['values'] {
  if (typeof written !== 'object' || written === null) return {};
  const values: Record<string, { value: string; encrypted: boolean }> = {};
  for (const [name, entry] of Object.entries(
    written as Record<string, { value?: unknown; encrypted?: unknown } | null>,
  )) {
    if (typeof entry?.value === 'string' && entry.value !== '') {
      values[name] = { value: entry.value, encrypted: entry.encrypted === true };
    }
  }
  return values;
}

/** Forgets what is stored for a principal. */
export function deleteCredential(call: Call): Answer {
  const target = targetOf(call, (name) => call.request.query.get(name) ?? '');
  if (isAnswer(target)) return target;
  const { world } = call.context;
  world.principals = Object.fromEntries(Object.entries(world.principals).filter(([key]) => key !== target.key));
  return noContent();
}
