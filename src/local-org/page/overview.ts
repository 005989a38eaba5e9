import renderPage from '../../../templates/local-org/page.hbs';
import { advanceDeploys } from '../deploy/queue.js';
import type { Context } from '../state/context.js';
import type { Answer } from '../wire/answer.js';
import { notSupported } from '../wire/answer.js';
import type { LocalRequest } from '../wire/request.js';
import { pageAnswer } from './answer.js';
import { appViews } from './apps.js';
import { deployViews } from './deploys.js';
import { forbidden, FORM_VALUE } from './guard.js';
import { assumptionRows, settingRows } from './org-settings.js';
import { searched, type Asked } from './paging.js';
import { setViews, userViews } from './people.js';
import { refusalPage } from './refusal.js';
import { shownTexts } from './text.js';
import { tokenViews } from './tokens.js';

/** Shows the org on one page, as somebody who knows Setup would look for it. */
export function overview(context: Context, request: LocalRequest): Answer {
  // A client of the API that tries the root goes on being told that there is nothing for it.
  if (wantsJson(request)) return notSupported();
  const refusal = forbidden(request);
  if (refusal !== undefined) return refusalPage(421, refusal);
  advanceDeploys(context, false);
  return pageAnswer(200, renderPage, { ...shownTexts(viewOf(context, { query: request.query })), value: FORM_VALUE });
}

function wantsJson({ headers }: LocalRequest): boolean {
  const accept = headers['accept'] ?? '';
  return /application\/json/i.test(accept) && !/text\/html/i.test(accept);
}

function viewOf(context: Context, asked: Asked): object {
  const { org } = context.world;
  const settings = settingRows(context);
  return {
    title: org.name,
    kind: org.isSandbox ? `Sandbox ${org.sandboxName}` : 'Local org',
    facts: factsOf(context),
    find: searched(asked),
    apps: appViews(context, asked),
    users: userViews(context, asked),
    permissions: setViews(context, asked),
    deployments: deployViews(context, asked),
    tokens: tokenViews(context, asked),
    settings,
    settingsSummary: settings.length === 1 ? '1 setting' : `${settings.length} settings`,
    assumptions: assumptionRows(context),
  };
}

function factsOf(context: Context): object {
  const { org, propagation } = context.world;
  return [
    ['Organization Name', org.name],
    ['Organization ID', org.id],
    ['Instance', org.instanceName],
    ['Edition', org.organizationType],
    ['My Domain URL', context.baseUrl()],
    ['Newest API version', `${context.newestVersion}.0`],
    ['Settings arrive after', `${propagation.settingsSeconds} s; secrets after ${propagation.secretsSeconds} s`],
  ].map(([name, value]) => ({ name, value, href: '' }));
}
