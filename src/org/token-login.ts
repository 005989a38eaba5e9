import './environment.js';
import { AuthInfo, StateAggregator } from '@salesforce/core';
import { EcaError } from '../errors.js';
import { show } from '../problem.js';
import type { Secret } from '../secret.js';
import { shellWord } from '../shell-quote.js';
import { withAuthStore } from './auth-store.js';
import { replaceTransport } from './transport.js';
import { hearWarnings } from './warnings.js';

/** A session of an app's run-as user, to make known to `sf`. */
export interface TokenLogin {
  readonly alias: string;
  readonly username: string;
  readonly orgId: string;
  readonly accessToken: Secret;
  readonly instanceUrl: string;
}

/** Field of a login that was made of a token of the client credentials flow. */
const MARK = 'ecaClientCredentials';

/**
 * Registers a token as `sf org login access-token` does, so that `-o ALIAS` finds it. A login that this function made before is
 * replaced.
 *
 * @throws UsageError when the alias or the username stands for a login that somebody else made.
 */
export async function registerToken(login: TokenLogin, signal: AbortSignal): Promise<void> {
  const { alias, username, orgId, accessToken, instanceUrl } = login;
  await withAuthStore(
    async () => {
      replaceTransport();
      hearWarnings();
      await refuseForeign(login);
      // core asks the org for what it is not told; whether it is a sandbox it may find out.
      const known = { isDevHub: false, username, orgId, instanceUrl, loginUrl: instanceUrl };
      const accessTokenOptions = { ...known, accessToken: accessToken.reveal() };
      const authInfo = await AuthInfo.create({ accessTokenOptions });
      const marked = { alias, [MARK]: 'true' };
      await authInfo.save(marked);
      const state = await StateAggregator.getInstance();
      await state.aliases.setAndSave(alias, username);
    },
    signal,
    'OrgBusyError',
  );
}

async function refuseForeign({ alias, username }: TokenLogin): Promise<void> {
  const state = await StateAggregator.getInstance();
  const named = state.aliases.resolveUsername(alias);
  if (named !== alias && named !== username) {
    throw refused(
      `The alias ${show(alias)} of sf stands for ${named}, not for the run-as user ${username}.`,
      'Choose another name with --sf-alias.',
    );
  }
  if (!(await state.orgs.hasFile(username))) return;
  if (MARK in ((await state.orgs.read(username)) ?? {})) return;
  throw refused(
    `sf is logged in as ${username} by other means, and that login would be lost.`,
    `Use that one, or end it first with \`sf org logout -o ${shellWord(username)}\`.`,
  );
}

function refused(message: string, action: string): EcaError {
  return new EcaError({ name: 'UsageError', message, actions: [action] });
}
