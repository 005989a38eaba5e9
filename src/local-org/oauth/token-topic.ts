import type { AppCredentials } from '../state/apps.js';
import type { Context } from '../state/context.js';
import type { RequestTopic } from '../state/logged-request.js';
import type { Answer } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import { userByName } from '../users/access.js';
import { clientOf } from './client.js';
import { jwtClaims } from './jwt.js';
import { refusalReason } from './refusal-reason.js';

const GRANTS = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];

/** Tells what a token request was about and, when it was refused, why. Nothing that is given as a secret is in it. */
export function tokenTopic(context: Context, request: LocalRequest, answer: Answer | undefined): RequestTopic {
  const form = new URLSearchParams([...request.query, ...formOf(request)]);
  const grant = GRANTS.find((known) => known === form.get('grant_type'));
  const claims = jwtClaims(form.get('assertion') ?? '');
  const client = clientOf(context, request.headers['authorization'], form);
  const key = typeof claims?.['iss'] === 'string' ? claims['iss'] : client.key;
  const app = appOfKey(context, key);
  const user = usernameOf(context, grant, app, claims?.['sub']);
  if (answer === undefined) return { app: app?.app, user, grant, reason: 'The connection was broken on purpose.' };
  if (answer.status < 400) return { app: app?.app, user, grant };
  const { error, description } = errorOf(answer);
  const reason = refusalReason(context, { error, description, grant, client, app, user });
  return { app: app?.app, user, grant, error: [error, description].filter((one) => one !== '').join(': '), reason };
}

/** The app of a consumer key, whether or not the token endpoint knows it by now. */
function appOfKey({ world }: Context, key: string): AppCredentials | undefined {
  return Object.values(world.apps).find(({ pairs, staged }) =>
    [...pairs, ...(staged === undefined ? [] : [staged])].some((pair) => pair.key === key),
  );
}

/** A name that no user has is not told: anything could have been written there. */
function usernameOf(
  { world }: Context,
  grant: string | undefined,
  app: AppCredentials | undefined,
  subject: unknown,
): string | undefined {
  if (grant === 'client_credentials') {
    const name = app?.views.at(-1)?.executionUser;
    return name === undefined ? undefined : (userByName(world, name)?.username ?? name);
  }
  return typeof subject === 'string' ? userByName(world, subject)?.username : undefined;
}

function errorOf({ body, status }: Answer): { readonly error: string; readonly description: string } {
  try {
    const read = JSON.parse(body) as { readonly error?: unknown; readonly error_description?: unknown } | null;
    if (typeof read?.error !== 'string') return { error: `HTTP ${status}`, description: '' };
    const { error, error_description: description } = read;
    return { error, description: typeof description === 'string' ? description : '' };
  } catch {
    return { error: `HTTP ${status}`, description: '' };
  }
}
