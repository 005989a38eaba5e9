import type { Context } from '../state/context.js';
import type { LoggedRequest } from '../state/logged-request.js';
import { badge, type Badge } from './badge.js';
import { paged, type Asked, type Paged } from './paging.js';
import { timeText } from './text.js';

/** A token request, or a click that showed key and secret, as the page shows it. */
export interface TokenView {
  readonly time: string;
  readonly app: string;
  readonly user: string;
  readonly what: string;
  readonly result: Badge;
  readonly error: string;
  readonly reason: string;
}

const PER_PAGE = 50;

/** Short names of grants, as Login History has them. */
const GRANTS: Readonly<Record<string, string>> = {
  client_credentials: 'Client Credentials',
  authorization_code: 'Authorization Code',
  refresh_token: 'Refresh Token',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JWT Bearer',
};

/** Lists the token requests since the start, and who asked for key and secret on this page; latest first. */
export function tokenViews(context: Context, asked: Asked): Paged<TokenView> {
  const items = context
    .requests()
    .filter(({ operation }) => operation === 'token' || operation === 'reveal')
    .toReversed();
  const textsOf = ({ topic = {} }: LoggedRequest) => Object.values(topic).map(String);
  const words = ['request', 'requests'] as const;
  const page = paged({ name: 'tokens', words, items, perPage: PER_PAGE, textsOf }, asked);
  return { ...page, items: page.items.map(tokenView) };
}

function tokenView({ time, operation, status, topic = {} }: LoggedRequest): TokenView {
  const isReveal = operation === 'reveal';
  const isGood = status >= 200 && status < 400;
  return {
    time: timeText(time),
    app: topic.app ?? '—',
    user: topic.user ?? '',
    what: isReveal ? 'Consumer Key and Secret, on this page' : (GRANTS[topic.grant ?? ''] ?? 'no known grant'),
    result: isGood ? badge('good', isReveal ? 'shown' : 'Success') : badge('bad', status === 0 ? 'broken' : 'Refused'),
    error: topic.error ?? '',
    reason: topic.reason ?? '',
  };
}
