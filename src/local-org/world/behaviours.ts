import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const worldBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Seeds',
    behaviours: [
      {
        behaviour: 'What was retrieved stays as it is',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: may have been retrieved from an org, whose values stay as they are: %s',
      },
      {
        behaviour: 'Packaged apps keep their namespace',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: may hold apps of a package, with its namespace',
      },
      {
        behaviour: 'Fields of another API version are taken',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: may have fields of another API version',
      },
      {
        behaviour: 'Metadata format',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: may be in metadata format',
      },
      {
        behaviour: "The seed's settings win",
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: yields to the settings that the seed names itself',
      },
      {
        behaviour: 'A migrated Connected App stays beside its app',
        mark: 'certain',
        sources: ['help'],
        test: 'seed-source: may hold a Connected App beside the app that Setup made of it',
      },
      {
        behaviour: 'It is active again once that app is destroyed',
        mark: 'certain, its tokens assumed',
        sources: ['help', 'none'],
        test: 'seed-source: is read-only beside that app, and active again by the same key once the app is deleted',
      },
      {
        behaviour: 'What was not read is said',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'seed-source: says what was not read',
      },
      {
        behaviour: 'External Credentials follow the rules of their variant',
        mark: 'reported, others assumed',
        sources: ['reports', 'none'],
        test: 'seed-source: is refused with %s',
      },
    ],
  },
  {
    title: 'Sandbox refresh',
    behaviours: [
      {
        behaviour: 'New org id, no session survives',
        mark: 'certain / reported',
        sources: ['help', 'reports'],
        test: 'refresh: gives the org a new id and ends every session',
      },
      {
        behaviour: 'Usernames get the suffix, e-mails `.invalid`',
        mark: 'certain',
        sources: ['help'],
        test: 'refresh: suffixes usernames once, however often it happens, and makes e-mail addresses invalid',
      },
      {
        behaviour: 'Users outside the access group are frozen',
        mark: 'certain',
        sources: ['help'],
        test: 'refresh: freezes everybody outside the access group, who stay active',
      },
      {
        behaviour: 'A username that is taken is altered',
        mark: 'assumed',
        sources: ['none'],
        test: 'refresh: alters a username that another org took',
      },
      {
        behaviour: 'Apps that name the org they were copied from',
        mark: 'reported',
        sources: ['reports'],
        test: 'refresh: leaves a foreign link in apps that were copied: from %s',
      },
      {
        behaviour: 'Secrets of External Credentials are gone, definitions are not',
        mark: 'certain',
        sources: ['help'],
        test: 'refresh: loses the secrets of External Credentials, and keeps their definitions',
      },
      {
        behaviour: 'Production logs in to its sandboxes',
        mark: 'certain',
        sources: ['programs'],
        test: 'sandboxes: lets a user of production in with a code that counts once',
      },
      {
        behaviour: 'The app that may do so',
        mark: 'assumption',
        sources: ['none'],
        test: 'sandboxes: knows the apps that may log in',
      },
      {
        behaviour: 'Until activation the old org answers',
        mark: 'certain',
        sources: ['help'],
        test: 'refresh: waits to be activated when told so, while the old org answers',
      },
      {
        behaviour: 'Apps are absent, kept, stale or half-broken',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'refresh: brings apps back %s',
      },
    ],
  },
];
