import { apexRoutes } from '../apex/routes.js';
import { appRoutes } from '../apps/routes.js';
import type { DataRoute, PublicRoute, Route } from '../calls/route.js';
import { compositeRoutes } from '../composite/routes.js';
import { credentialRoutes } from '../credentials/routes.js';
import { deployRoutes } from '../deploy/routes.js';
import { oauthRoutes } from '../oauth/routes.js';
import { pageRoutes } from '../page/routes.js';
import { recordRoutes } from '../records/routes.js';
import { restRoutes } from '../rest/routes.js';
import { sandboxRoutes } from '../sandboxes/routes.js';
import { soapVersion } from '../soap/routes.js';
import { decodeSegment } from '../wire/request.js';

/** Every endpoint of every room. No two take the same method and path, so their order means nothing. */
export const ROUTES: readonly Route[] = [
  ...apexRoutes,
  ...appRoutes,
  ...compositeRoutes,
  ...credentialRoutes,
  ...deployRoutes,
  ...oauthRoutes,
  ...pageRoutes,
  ...recordRoutes,
  ...restRoutes,
  ...sandboxRoutes,
];

const PUBLIC_ROUTES = ROUTES.filter((route): route is PublicRoute => route.kind === 'public');
const DATA_ROUTES = ROUTES.filter((route): route is DataRoute => route.kind === 'data');

/** What a path leads to. */
export type Destination =
  | { readonly kind: 'route'; readonly route: Route; readonly params: readonly string[]; readonly version: number }
  | { readonly kind: 'soap'; readonly version: number }
  | { readonly kind: 'wrong-method'; readonly version: number | undefined; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown'; readonly version: number | undefined };

/** Finds where a request goes. */
export function destinationOf(method: string, path: string): Destination {
  const soap = soapVersion(path);
  if (soap !== undefined) return { kind: 'soap', version: soap };
  const data = /^\/services\/data\/v([1-9]\d*)\.0(?:\/(.*?))?\/?$/.exec(path);
  const version = data === null ? undefined : Number(data[1]);
  const tested = data === null ? path : (data[2] ?? '');
  const allowed: string[] = [];
  for (const route of data === null ? PUBLIC_ROUTES : DATA_ROUTES) {
    const match = route.path.exec(tested);
    if (match === null) continue;
    const methods = route.method === 'GET' ? ['HEAD', 'GET'] : [route.method]; // [C]
    if (methods.includes(method)) {
      // A group that took no part is `undefined`, whatever its type says.
      const params = match.slice(1).map((param: string | undefined) => decodeSegment(param ?? ''));
      return { kind: 'route', route, params, version: version ?? 0 };
    }
    allowed.push(...methods);
  }
  return allowed.length > 0 ? { kind: 'wrong-method', version, allowed } : { kind: 'unknown', version };
}
