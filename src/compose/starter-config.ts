import type { PlainMap } from '../plain-data.js';
import type { Consumer } from './consumers.js';

/** What somebody says of their first app. */
export interface StarterAnswers {
  /** Developer name. */
  readonly app: string;
  readonly label: string;
  readonly contactEmail: string;
  readonly runAsUser: string;
  readonly consumer: Consumer;
  readonly apiVersion: string;
  /** Environment of the org to deploy to. Default: none. */
  readonly environment?: { readonly name: string; readonly targetOrg: string } | undefined;
}

/** A key of the starter config, with what is said about it. */
export interface StarterEntry {
  readonly about: readonly string[];
  readonly key: string;
  readonly value: unknown;
  /** True for one that only shows what could stand there. Default: false. */
  readonly isOff?: boolean | undefined;
}

/** The starter config: what it says, and in which words it is explained. */
export interface StarterConfig {
  readonly answers: StarterAnswers;
  /** The keys of the app, in their order. */
  readonly entries: readonly StarterEntry[];
  readonly value: PlainMap;
}

/** Makes the first config of a project. */
export function starterConfig(answers: StarterAnswers): StarterConfig {
  const { app, apiVersion, environment } = answers;
  const entries = entriesOf(answers);
  const written = Object.fromEntries(
    entries.filter(({ isOff }) => isOff !== true).map(({ key, value }) => [key, value]),
  );
  const environments =
    environment === undefined ? {} : { environments: { [environment.name]: { targetOrg: environment.targetOrg } } };
  return { answers, entries, value: { apiVersion, apps: { [app]: written }, ...environments } };
}

function entriesOf({ label, contactEmail, runAsUser, consumer, app }: StarterAnswers): readonly StarterEntry[] {
  const { scopes, tokenFormat, aboutScopes, aboutFormat, aboutCallback, assumed, source } = consumer;
  const sink = consumer.sink ?? ['program', 'argument'];
  return [
    { about: ['What people see in Setup.'], key: 'label', value: label },
    { about: ['Whom Salesforce writes to about this app.'], key: 'contactEmail', value: contactEmail },
    {
      about: [
        `Meant for ${consumer.title}.`,
        ...(assumed === undefined ? [] : [`Assumed: ${assumed}.`]),
        ...(source === undefined ? [] : [`See ${source}`]),
        'What a token may do, by the names that OAuth uses.',
        aboutScopes,
      ],
      key: 'scopes',
      value: scopes,
    },
    { about: [aboutFormat], key: 'tokenFormat', value: tokenFormat },
    {
      about: [aboutCallback],
      key: 'callbackUrls',
      value: ['https://localhost/unused-callback'],
      isOff: true,
    },
    {
      about: [
        'The user that every token acts as, by username. It has to exist and to be active, and should be allowed no more than the integration needs. This one key also turns the flow on, in both places that Salesforce looks at.',
      ],
      key: 'runAsUser',
      value: runAsUser,
    },
    {
      about: [
        'Only holders of these permission sets may use the app, once one is named. The run-as user has to be one of them.',
      ],
      key: 'permissionSets',
      value: [`${app}_API`],
      isOff: true,
    },
    {
      about: [
        'Where key and secret go after a deploy: as JSON into the standard input of this program, never onto the screen.',
      ],
      key: 'sink',
      value: { command: sink.map((word) => word.replace('NAME', app.toUpperCase())) },
      isOff: true,
    },
  ];
}
