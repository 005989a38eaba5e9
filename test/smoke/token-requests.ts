import { requestEndpoints, type Endpoints } from '../../src/oauth/endpoints.js';
import { readTokenResponse, requestToken, type ClientCredentials, type TokenAnswer } from '../../src/oauth/token.js';
import { currentHttp } from '../../src/http/open-http.js';
import { noAnswer } from '../../src/oauth/transport.js';
import { poll } from '../../src/org/poll.js';
import { asksFor, type Scene } from './scene.js';

/** Asks for a token as the tool itself does. Default: with key and secret of the smoke app. */
export async function askToken(
  scene: Scene,
  authMethod?: ClientCredentials['authMethod'],
  pair: ClientCredentials = credentialsOf(scene),
): Promise<TokenAnswer> {
  const http = currentHttp().within({ signal: scene.surroundings.signal });
  return requestToken(http, await endpointsOf(scene), authMethod === undefined ? pair : { ...pair, authMethod });
}

/** Asks for a token in a way in which the tool never does: with more parameters. */
export async function askTokenWith(scene: Scene, parameters: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const { consumerKey, consumerSecret } = credentialsOf(scene);
  const body = { client_id: consumerKey, client_secret: consumerSecret.reveal(), ...parameters };
  return send(await endpointsOf(scene), body, {});
}

/** Asks for a token with a Basic header whose key is percent-encoded where it need not be. */
export async function askTokenEncoded(scene: Scene): Promise<TokenAnswer> {
  const { consumerKey, consumerSecret } = credentialsOf(scene);
  const first = `%${(consumerKey.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  const pair = Buffer.from(`${first}${consumerKey.slice(1)}:${consumerSecret.reveal()}`).toString('base64');
  return send(await endpointsOf(scene), {}, { authorization: `Basic ${pair}` });
}

/** What is asked with, and for how long. */
interface Asking {
  /** Default: key and secret of the smoke app. */
  readonly pair?: ClientCredentials | undefined;
  /** Default: as long as a step may take. */
  readonly mostMs?: number | undefined;
}

/** Asks again and again until the answer is of the wanted kind; gives the last answer when the time is over first. */
export async function askUntil(
  scene: Scene,
  kind: TokenAnswer['kind'],
  { pair, mostMs }: Asking = {},
): Promise<TokenAnswer> {
  const ask = (): Promise<TokenAnswer> => askToken(scene, undefined, pair);
  let last = await ask();
  const check = async (): Promise<TokenAnswer | undefined> => {
    if (last.kind !== kind) last = await ask();
    return last.kind === kind ? last : undefined;
  };
  return (await poll(check, asksFor(scene, mostMs))) ?? last;
}

/** Says in one line what the token endpoint answered; the token itself is left out. */
export function saidOf(answer: TokenAnswer): string {
  switch (answer.kind) {
    case 'token':
      return `a token of format ${answer.format}`;
    case 'refused':
      return `HTTP ${answer.status} ${answer.error}: ${answer.description}`;
    case 'no-answer':
      return `no answer: ${answer.detail}`;
  }
}

/** Finds the token endpoint once. @throws Error when the org names none. */
export async function endpointsOf(scene: Scene): Promise<Endpoints> {
  if (scene.endpoints !== undefined) return scene.endpoints;
  const found = await requestEndpoints(currentHttp(), scene.org.identity.instanceUrl);
  if (found.kind === 'no-answer') throw new Error(`no token endpoint: ${found.detail}`);
  scene.endpoints = found;
  return found;
}

function credentialsOf({ credentials }: Scene): ClientCredentials {
  if (credentials === undefined) throw new Error('key and secret were not read');
  return credentials;
}

async function send(
  endpoints: Endpoints,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  try {
    const response = await currentHttp().fetch(endpoints.token, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
    });
    return await readTokenResponse(response, endpoints);
  } catch (error) {
    return noAnswer(error);
  }
}
