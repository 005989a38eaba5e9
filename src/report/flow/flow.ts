import type { RunApp } from '../run.js';

/** One who takes part in the exchange. */
export interface Participant {
  readonly id: 'caller' | 'client' | 'domain' | 'user' | 'api';
  readonly title: string;
  /** Who or what that is here. */
  readonly detail: string;
}

/** One message of the exchange. */
export interface Step {
  readonly from: Participant['id'];
  readonly to: Participant['id'];
  readonly text: string;
  readonly isAnswer?: true | undefined;
}

/** How an app's clients come to a token, and what becomes of it. */
export interface Flow {
  readonly app: string;
  readonly title: string;
  readonly participants: readonly Participant[];
  readonly steps: readonly Step[];
  /** What the picture cannot say. */
  readonly notes: readonly string[];
}

/**
 * Gives the client credentials grant of an app as its config has it, with the Named Credential's side where there is one.
 *
 * @see RFC 6749, section 4.4
 */
export function flowOf(source: RunApp): Flow {
  const { name, runAsUser = 'named by the policy of the app', namedCredential } = source;
  return {
    app: name,
    title: `${name}: OAuth 2.0 client credentials grant`,
    participants: [
      ...(namedCredential === undefined ? [] : [callerOf(namedCredential)]),
      clientOf(source),
      { id: 'domain', title: 'My Domain', detail: `of the org, which knows ${name}` },
      { id: 'user', title: 'Run-as user', detail: runAsUser },
      { id: 'api', title: 'API', detail: namedCredential?.url ?? 'of the same org' },
    ],
    steps: stepsOf(source),
    notes: notesOf(source),
  };
}

/** Spells who says what to whom, step by step. */
export function stepTexts({ participants, steps }: Pick<Flow, 'participants' | 'steps'>): readonly string[] {
  return steps.map((step) => `${wayText(participants, step)}: ${step.text}`);
}

/** Spells who speaks to whom. */
export function wayText(participants: readonly Participant[], { from, to }: Step): string {
  const nameOf = (id: Participant['id']): string => participants.find((one) => one.id === id)?.title ?? id;
  return `${nameOf(from)} → ${nameOf(to)}`;
}

function callerOf({ name, targetOrg }: NonNullable<RunApp['namedCredential']>): Participant {
  const where = targetOrg === undefined ? 'in the same org' : `in ${targetOrg}`;
  return { id: 'caller', title: 'Apex, Flow or service', detail: `${where}, calls callout:${name}` };
}

function clientOf({ namedCredential }: RunApp): Participant {
  if (namedCredential === undefined) return { id: 'client', title: 'Client', detail: 'holds consumer key and secret' };
  const { name, externalCredential } = namedCredential;
  return {
    id: 'client',
    title: `Named Credential ${name}`,
    detail: `External Credential ${externalCredential} holds consumer key and secret`,
  };
}

function stepsOf({
  name,
  runAsUser = 'the run-as user',
  tokenFormat,
  scopes,
  apiVersion,
  namedCredential,
}: RunApp): readonly Step[] {
  const calls: readonly Step[] =
    namedCredential === undefined
      ? []
      : [{ from: 'caller', to: 'client', text: `Makes a callout to callout:${namedCredential.name}` }];
  const answers: readonly Step[] =
    namedCredential === undefined
      ? []
      : [{ from: 'client', to: 'caller', text: 'The same answer; key, secret and token stay here', isAnswer: true }];
  const request =
    namedCredential === undefined ? `GET /services/data/v${apiVersion}/…` : `GET ${namedCredential.url}/…`;
  return [
    ...calls,
    {
      from: 'client',
      to: 'domain',
      text: 'POST /services/oauth2/token with grant_type=client_credentials, consumer key and secret',
    },
    { from: 'domain', to: 'user', text: `Takes the user that the policy of ${name} names` },
    {
      from: 'domain',
      to: 'client',
      text: `${tokenFormat === 'jwt' ? 'Access token (JWT)' : 'Access token (opaque)'}, no refresh token, for ${runAsUser}${scopes.length === 0 ? '' : `; scopes ${scopes.join(' ')}`}`,
      isAnswer: true,
    },
    { from: 'client', to: 'api', text: `${request} with Authorization: Bearer and the token` },
    { from: 'api', to: 'user', text: 'Asks what this user may do: its permissions decide' },
    { from: 'api', to: 'client', text: 'Answers with what that user may see', isAnswer: true },
    ...answers,
  ];
}

function notesOf({ runAsUser = 'the run-as user' }: RunApp): readonly string[] {
  return [
    'No refresh token comes, and no user logs in: when the token has ended, the client asks again with key and secret.',
    `The permissions of ${runAsUser} decide what the token may do; scopes only narrow it.`,
    'Whoever has key and secret gets such a token, too: keep the secret where the client alone reads it.',
  ];
}
