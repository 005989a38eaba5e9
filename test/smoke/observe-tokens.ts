import { currentHttp } from '../../src/http/open-http.js';
import { describeAnswer, requestWithToken } from '../../src/oauth/bearer.js';
import type { Fields } from '../../src/metadata/component.js';
import type { TokenAnswer } from '../../src/oauth/token.js';
import { notTried, shows, unexpected, type Observation } from './observation.js';
import { changeApp } from './packages.js';
import type { Scene } from './scene.js';
import { askToken, askTokenEncoded, askTokenWith, askUntil, endpointsOf, saidOf } from './token-requests.js';

/** Sends a `scope` parameter that names what the app has anyway. */
export async function observeScopeParameter(scene: Scene): Promise<Observation> {
  const answer = await askTokenWith(scene, { scope: 'api' });
  if (answer.kind === 'token') return shows('ignored', saidOf(answer));
  const aboutScope = answer.kind === 'refused' && /scope/i.test(`${answer.error} ${answer.description}`);
  return aboutScope ? shows('rejected', saidOf(answer)) : unexpected(saidOf(answer));
}

/** Compares the tokens of two requests. */
export async function observeSameToken(scene: Scene): Promise<Observation> {
  const [first, second] = [await askToken(scene), await askToken(scene)];
  if (first.kind !== 'token') return unexpected(saidOf(first));
  if (second.kind !== 'token') return unexpected(saidOf(second));
  return first.token.equals(second.token)
    ? shows('yes', 'two requests got one token')
    : shows('no', 'two requests got two tokens');
}

/** Sends a Basic header as it is, then with a percent-encoded key. */
export async function observeBasicHeader(scene: Scene): Promise<Observation> {
  const raw = await askToken(scene, 'client_secret_basic');
  if (raw.kind !== 'token') return unexpected(`as it is: ${saidOf(raw)}`);
  const encoded = await askTokenEncoded(scene);
  if (encoded.kind === 'token') return shows('decoded', 'a percent-encoded key got a token');
  const isUnknownClient = encoded.kind === 'refused' && /^invalid_client/.test(encoded.error);
  return isUnknownClient ? shows('raw', saidOf(encoded)) : unexpected(`percent-encoded: ${saidOf(encoded)}`);
}

/** Asks userinfo with a token that has `api` alone. */
export async function observeUserinfo(scene: Scene): Promise<Observation> {
  const { userinfo } = await endpointsOf(scene);
  if (userinfo === undefined) return unexpected('the org names no userinfo endpoint');
  const answer = await askToken(scene);
  if (answer.kind !== 'token') return unexpected(saidOf(answer));
  const identity = answer.scopes?.find((scope) => ['id', 'openid', 'profile', 'full', 'web'].includes(scope));
  if (identity !== undefined) return notTried(`the token has the identity scope "${identity}" unasked`);
  const info = await requestWithToken(currentHttp(), userinfo, answer.token);
  const said = describeAnswer(info);
  if (info.kind === 'no-answer') return unexpected(said);
  if (info.status === 200) return shows('any', said);
  return info.status === 401 || info.status === 403 ? shows('identity', said) : unexpected(said);
}

/** Switches the flow off in the app itself, asks for a token, and switches it on again. */
export function observeFlowOff(scene: Scene): Promise<Observation> {
  const change = { type: 'ExtlClntAppGlobalOauthSettings', fields: { isClientCredentialsFlowEnabled: false } };
  return whileChanged(scene, change, (error) =>
    error === 'unsupported_grant_type' || error === 'invalid_grant' ? error : undefined,
  );
}

/** Switches the OAuth plug-in off, asks for a token, and switches it on again. */
export function observeDisabledApp(scene: Scene): Promise<Observation> {
  const change = { type: 'ExtlClntAppConfigurablePolicies', fields: { isOauthPluginEnabled: false } };
  return whileChanged(scene, change, (error) =>
    error === 'invalid_client_id' ? error : error === 'OAUTH_APP_BLOCKED' ? error : undefined,
  );
}

interface AppChange {
  readonly type: string;
  readonly fields: Fields;
}

/** Changes a part of the app, waits until the token endpoint refuses, and puts the part back. */
async function whileChanged(
  scene: Scene,
  { type, fields }: AppChange,
  valueOf: (error: string) => string | undefined,
): Promise<Observation> {
  const before = await askUntil(scene, 'token');
  if (before.kind !== 'token') return notTried(`no token came before the change: ${saidOf(before)}`);
  try {
    await changeApp(scene, type, fields);
    return judge(await askUntil(scene, 'refused'), valueOf);
  } finally {
    // Not by the verb: the config does not manage every field that is changed here.
    await changeApp(scene, type, {});
  }
}

function judge(answer: TokenAnswer, valueOf: (error: string) => string | undefined): Observation {
  if (answer.kind === 'token') return unexpected('tokens still came when the time to wait was over');
  if (answer.kind === 'no-answer') return unexpected(saidOf(answer));
  const value = valueOf(answer.error);
  return value === undefined ? unexpected(saidOf(answer)) : shows(value, saidOf(answer));
}
