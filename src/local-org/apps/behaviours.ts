import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const appsBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Keys and secrets over REST',
    behaviours: [
      {
        behaviour: 'The org setting gates the resource',
        mark: 'certain',
        sources: ['connect-guide', 'metadata-guide'],
        test: 'credentials: are kept back while the org setting is off',
      },
      {
        behaviour: '`part` chooses key or secret; the key alone is the default',
        mark: 'certain',
        sources: ['connect-guide'],
        test: 'credentials: give the key alone unless the secret is asked for',
      },
      {
        behaviour: 'Staged credentials from v65',
        mark: 'certain',
        sources: ['connect-guide'],
        test: 'credentials: are not there before v65',
      },
      {
        behaviour: 'One staged pair; the rotated pair stays valid until it is deleted',
        mark: 'certain',
        sources: ['connect-guide', 'help'],
        test: 'credentials: wait, are rotated in, and leave the old pair valid until it is deleted',
      },
      {
        behaviour: 'A staged pair, rotated or not, ends 30 days after it was made',
        mark: 'reported',
        sources: ['reports'],
        test: 'credentials: give up the rotated pair after 30 days',
      },
      {
        behaviour: 'An expired pair counts as none',
        mark: 'reported',
        sources: ['reports'],
        test: 'credentials: expire after 30 days, and count as none then',
      },
      {
        behaviour: '`apps/oauth/usage` knows an app once it was used',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: lists an app in the usage once it was used',
      },
      {
        behaviour: 'Named credentials: POST, then PUT; `Configured` means that values are stored',
        mark: 'certain',
        sources: ['connect-guide'],
        test: 'credentials: become configured by storing key and secret, which are not given out again',
      },
      {
        behaviour: 'A protocol variant asks for its parameters',
        mark: 'reported',
        sources: ['reports'],
        test: 'credentials: ask for the parameters of their protocol variant',
      },
      {
        behaviour:
          'Anonymous Apex through the Tooling API, for one callout and nothing else; the permission Author Apex',
        mark: 'certain, refusal assumed',
        sources: ['tooling-guide', 'none'],
        test: 'callouts: are all that anonymous Apex can do here',
      },
      {
        behaviour: 'A callout gets a token with what the principal holds, in a Basic header or in the body',
        mark: 'reported',
        sources: ['reports'],
        test: 'callouts: use a token got by %s',
      },
      {
        behaviour: 'The exception of the Apex, with line and stack trace, when the endpoint refuses',
        mark: 'certain',
        sources: ['tooling-guide'],
        test: 'callouts: throw what the Apex throws when the endpoint refuses',
      },
      {
        behaviour: 'No such Named Credential, or not enabled for callouts',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'callouts: name a credential that is not there or not enabled for callouts',
      },
      {
        behaviour: 'The calling user needs access to the principal; only permission sets give it here, no profiles',
        mark: 'certain, wording reported',
        sources: ['help', 'reports'],
        test: 'callouts: need access to the principal by a permission set',
      },
      {
        behaviour: 'The calling user needs read access to User External Credentials',
        mark: 'certain, wording reported',
        sources: ['help', 'reports'],
        test: 'callouts: need read access to User External Credentials',
      },
      {
        behaviour: 'Nothing stored in the principal',
        mark: 'wording reported in part',
        sources: ['reports'],
        test: 'callouts: need values in the principal',
      },
      {
        behaviour: 'The provider gave no token: its error is in the exception',
        mark: 'reported',
        sources: ['reports'],
        test: 'callouts: say why the provider gave no token',
      },
      {
        behaviour: 'Callouts go to `http://127.0.0.1` only',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'callouts: never leave this machine',
      },
    ],
  },
];
