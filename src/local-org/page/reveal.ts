import renderReveal from '../../../templates/local-org/reveal.hbs';
import type { CredentialPair } from '../state/apps.js';
import type { Context } from '../state/context.js';
import type { RequestTopic } from '../state/logged-request.js';
import type { Answer } from '../wire/answer.js';
import { own } from '../wire/own.js';
import type { LocalRequest } from '../wire/request.js';
import { formOf } from '../wire/request.js';
import { pageAnswer } from './answer.js';
import { forbidden } from './guard.js';
import { refusalPage } from './refusal.js';
import { shownTexts } from './text.js';

/** Shows key and secret of one app, after a click that stands in the log. */
export function reveal(context: Context, request: LocalRequest): Answer {
  const refusal = forbidden(request);
  if (refusal !== undefined) return refusalPage(403, refusal);
  const app = own(context.world.apps, formOf(request).get('app') ?? '');
  if (app === undefined || app.pairs.length === 0)
    return refusalPage(404, 'This org has no such app with a consumer key.');
  const pairs = app.pairs.filter(({ until }) => until === undefined || until > context.now());
  const rows = [
    ...pairs.map((pair) => rowOf('In use', pair)),
    ...(app.staged === undefined ? [] : [rowOf(`Staged: ${app.staged.state}`, app.staged)]),
  ];
  return pageAnswer(200, renderReveal, shownTexts({ app: app.app, rows }));
}

function rowOf(state: string, { key, secret }: CredentialPair): object {
  return { state, key, secret };
}

/** Tells for the log whose key and secret were asked for. */
export function revealTopic({ world }: Context, request: LocalRequest): RequestTopic {
  return { app: own(world.apps, formOf(request).get('app') ?? '')?.app };
}
