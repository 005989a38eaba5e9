import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, noContent, noJson, notFound, restError } from '../wire/answer.js';
import { jsonOf } from '../wire/request.js';
import type { Call } from '../calls/route.js';
import { newConsumerKey, newConsumerSecret } from '../state/ids.js';
import { ownerOf, textOf } from '../state/fields.js';
import { partOf, putComponent, componentKey } from '../state/components.js';
import type { AppCredentials, CredentialPair, StagedPair } from '../state/apps.js';
import { hasPermission } from '../users/access.js';

const PAGE_SIZE = 100;
const STAGED_DAYS = 30;

/** Lists apps with usage data, 100 a page [C]; whether one that nobody used is there is an assumption [P]. */
export function appUsage(call: Call): Answer {
  const { context, user, request, version } = call;
  if (!hasPermission(context.world, user, 'ExternalClientAppViewer')) return insufficientAccess();
  const page = Math.max(0, Number.parseInt(request.query.get('page') ?? '0', 10) || 0);
  const listed = Object.values(context.world.apps).filter(
    (app) => (app.used || context.assumed('usage-lists') === 'all') && labelOf(context, app) !== undefined,
  );
  const base = `/services/data/v${version}.0/apps/oauth/usage`;
  return json(200, {
    apps: listed.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE).map((app) => ({
      developerName: app.app,
      identifier: app.appId,
      label: labelOf(context, app),
      type: 'ExternalClientApp',
    })),
    currentPageUrl: `${base}?page=${page}`,
    nextPageUrl: listed.length > (page + 1) * PAGE_SIZE ? `${base}?page=${page + 1}` : null,
  });
}

function labelOf({ world }: Context, app: AppCredentials): string | undefined {
  const component = world.components[componentKey('ExternalClientApplication', app.app)];
  return component === undefined ? undefined : textOf(component.fields, 'label');
}

function insufficientAccess(): Answer {
  return restError(
    403,
    'INSUFFICIENT_ACCESS',
    'You do not have the level of access necessary to perform the operation you requested.',
  );
}

/** Why credentials may not be read: the org's setting, then the user's permissions. [C], wording [P]. */
function refusal({ context, user }: Call): Answer | undefined {
  if (context.world.settings['enableClientSecretInRestApiAccess'] !== true) {
    return restError(
      403,
      'FUNCTIONALITY_NOT_ENABLED',
      'This feature is not currently enabled for this organization: consumer secrets in the REST API.',
    );
  }
  const missing = ['ExternalClientAppDeveloper', 'ViewClientSecret'].filter(
    (name) => !hasPermission(context.world, user, name),
  );
  if (missing.length === 0) return undefined;
  if (context.assumed('credentials-permission-error') === 'INSUFFICIENT_ACCESS') return insufficientAccess();
  return restError(403, 'FUNCTIONALITY_NOT_ENABLED', 'This feature is not enabled for this user.');
}

function appById({ context }: Call, id: string): AppCredentials | undefined {
  return Object.values(context.world.apps).find(
    (app) => [app.appId, app.appId.slice(0, 15)].includes(id) && labelOf(context, app) !== undefined,
  );
}

function current(app: AppCredentials): CredentialPair | undefined {
  return app.pairs.findLast((pair) => pair.until === undefined);
}

/** Runs a handler with the consumer that the path names. */
function withConsumer(call: Call, handle: (app: AppCredentials, pair: CredentialPair) => Answer): Answer {
  const refused = refusal(call);
  if (refused !== undefined) return refused;
  const [appId = '', consumerId] = call.params;
  const app = appById(call, appId);
  const pair = app === undefined ? undefined : current(app);
  if (app === undefined || pair === undefined) return notFound();
  const matches = consumerId === undefined || [app.consumerId, app.consumerId.slice(0, 15)].includes(consumerId);
  return matches ? handle(app, pair) : notFound();
}

const consumerUrl = (call: Call, app: AppCredentials): string =>
  `/services/data/v${call.version}.0/apps/oauth/credentials/${app.appId}/${app.consumerId}`;

/** Lists the consumers of an app. */
export function consumers(call: Call): Answer {
  return withConsumer(call, (app, pair) =>
    json(200, {
      consumers: [
        {
          id: app.consumerId,
          key: pair.key,
          name: partOf(call.context.world.components, 'ExtlClntAppGlobalOauthSettings', app.app)?.fullName ?? app.app,
          url: consumerUrl(call, app),
          ...(call.version >= 65 ? { stagedCredentialsUrl: `${consumerUrl(call, app)}/staged` } : {}),
        },
      ],
    }),
  );
}

/** Gives key, secret, or both. */
export function consumer(call: Call): Answer {
  return withConsumer(call, (app, pair) => {
    const part = call.request.query.get('part')?.toLowerCase() ?? 'key';
    if (!['key', 'secret', 'keyandsecret'].includes(part)) {
      return restError(400, 'INVALID_API_INPUT', 'The parameter part is key, secret or keyandsecret.');
    }
    return json(200, {
      id: app.consumerId,
      key: part === 'secret' ? null : pair.key,
      secret: part === 'key' ? null : pair.secret,
    });
  });
}

/** [C] the members and the states. */
function stagedBody(call: Call, app: AppCredentials, pair: StagedPair): Record<string, unknown> {
  return {
    createdBy: pair.createdBy,
    createdDate: pair.createdDate,
    expirationDate: new Date(pair.until).toISOString(),
    id: pair.id,
    key: pair.key,
    secret: pair.secret,
    stagedCredentialsUrl: `${consumerUrl(call, app)}/staged`,
    state: hasEnded(call, pair) ? 'Expired' : pair.state,
    url: `${consumerUrl(call, app)}/staged/${pair.id}`,
  };
}

function hasEnded({ context }: Call, pair: StagedPair): boolean {
  return pair.until <= context.now();
}

/** Lists the staged credentials. */
export function stagedList(call: Call): Answer {
  return withConsumer(call, (app) => {
    const { staged } = app;
    return json(200, { stagedCredentials: staged === undefined ? [] : [stagedBody(call, app, staged)] });
  });
}

/** Stages a new pair; one at a time, and one that has expired counts as none. */
export function stage(call: Call): Answer {
  return withConsumer(call, (app) => {
    if (jsonOf(call.request) === undefined) return noJson();
    if (app.staged !== undefined && !hasEnded(call, app.staged)) {
      return restError(400, 'LIMIT_EXCEEDED', 'The consumer already has staged credentials. Delete them first.'); // [U] wording
    }
    const { context } = call;
    const staged: StagedPair = {
      id: context.nextId('0xX'),
      key: newConsumerKey(),
      secret: newConsumerSecret(),
      from: context.now(),
      until: context.now() + STAGED_DAYS * 86_400_000,
      state: 'Active',
      createdBy: call.user.id,
      createdDate: context.timestamp(),
    };
    context.world.apps[app.app] = { ...app, staged };
    return json(201, { stagedCredentials: [stagedBody(call, app, staged)] });
  });
}

function withStaged(
  call: Call,
  handle: (app: AppCredentials, staged: StagedPair, pair: CredentialPair) => Answer,
): Answer {
  return withConsumer(call, (app, pair) => {
    const { staged } = app;
    return staged !== undefined && staged.id === call.params[2] ? handle(app, staged, pair) : notFound();
  });
}

/** Gives one staged pair. */
export function stagedOne(call: Call): Answer {
  return withStaged(call, (app, staged) => json(200, stagedBody(call, app, staged)));
}

/** Swaps the staged pair in; the old one stays valid in the staged slot until that ends or is deleted. [C] */
export function rotate(call: Call): Answer {
  return withStaged(call, (app, staged, pair) => {
    const body = jsonOf(call.request);
    if (body === undefined) return noJson();
    if (body['command'] !== 'rotate') {
      return restError(400, 'INVALID_API_INPUT', 'The command of staged credentials is rotate.');
    }
    if (hasEnded(call, staged)) return notFound();
    if (staged.state === 'Rotated')
      return restError(400, 'INVALID_API_INPUT', 'The staged credentials are rotated already.');
    const { context } = call;
    const now = context.now();
    const { until, createdBy, createdDate } = staged;
    const rotated: StagedPair = { ...pair, until, createdBy, createdDate, state: 'Rotated' };
    const pairs = [
      ...app.pairs.filter((other) => other.id !== pair.id),
      { id: staged.id, key: staged.key, secret: staged.secret, from: now },
    ];
    context.world.apps[app.app] = { ...app, pairs, staged: rotated };
    writeKey(context, app.app, staged.key);
    return json(200, stagedBody(call, app, rotated));
  });
}

function writeKey({ world }: Context, app: string, key: string): void {
  const global = partOf(world.components, 'ExtlClntAppGlobalOauthSettings', app);
  if (global === undefined || ownerOf(global.fields) !== app) return;
  putComponent(world.components, {
    ...global,
    fields: { ...global.fields, consumerKey: key },
  });
}

/** Deletes a staged pair; a rotated one stops to be valid. [C] */
export function unstage(call: Call): Answer {
  return withStaged(call, (app, staged) => {
    if (hasEnded(call, staged)) return notFound(); // [P]
    call.context.world.apps[app.app] = { ...app, staged: undefined };
    return noContent();
  });
}
