import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { json, restError } from '../wire/answer.js';
import type { Call } from '../calls/route.js';
import { PUBLISHED_VERSIONS } from '../metadata/schema.js';
import { DAILY_REQUESTS, usedRequests } from '../state/usage.js';
import { hasPermission } from '../users/access.js';
import { identityUrl } from '../users/identity-url.js';

const SEASONS = ['Spring', 'Summer', 'Winter'];

/** Label of an API version's release: 66 is Spring '26. */
function releaseLabel(version: number): string {
  return `${SEASONS[version % 3] ?? ''} '${26 + Math.floor((version - 65) / 3)}`;
}

/** Lists the API versions on offer. */
export function versions(context: Context): Answer {
  const offered = PUBLISHED_VERSIONS.filter((version) => version <= context.newestVersion);
  return json(
    200,
    offered.map((version) => ({
      label: releaseLabel(version),
      url: `/services/data/v${version}.0`,
      version: `${version}.0`,
    })),
  );
}

/** Resources that an API version lists. [C] the names, and that neither `apps` nor `named-credentials` is among them */
const RESOURCES = [
  ...['sobjects', 'query', 'queryAll', 'search', 'limits', 'tooling', 'metadata', 'connect'],
  ...['composite', 'jobs', 'recent'],
];

/** Lists the resources of an API version, as an org does: also those that the local org does not have. */
export function resources({ context, user, version }: Call): Answer {
  const base = `/services/data/v${version}.0`;
  return json(200, {
    ...Object.fromEntries(RESOURCES.map((name) => [name, `${base}/${name}`])),
    identity: identityUrl(context, user.id), // [C]
  });
}

/** Answers the limits; needs View Setup and Configuration. [C] */
export function limits({ context, user }: Call): Answer {
  if (!hasPermission(context.world, user, 'ViewSetup')) {
    return restError(403, 'FORBIDDEN', 'You do not have permission to view the organization limits.'); // [U] wording
  }
  return json(200, {
    DailyApiRequests: { Max: DAILY_REQUESTS, Remaining: Math.max(0, DAILY_REQUESTS - usedRequests(context)) },
    DailyBulkApiBatches: { Max: 15_000, Remaining: 15_000 },
    DataStorageMB: { Max: 1024, Remaining: 1000 },
  });
}

/** Counts the records of objects. */
export function recordCounts({ context, request }: Call): Answer {
  const wanted = (request.query.get('sObjects') ?? '').split(',').filter((name) => name !== '');
  const all = Object.entries(context.world.records).map(([name, records]) => ({ name, count: records.length }));
  return json(200, { sObjects: all.filter(({ name }) => wanted.length === 0 || wanted.includes(name)) });
}
