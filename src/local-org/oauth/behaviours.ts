import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const oauthBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Token endpoint',
    behaviours: [
      {
        behaviour:
          'The answer has no `expires_in` and no refresh token; Full, Web and RefreshToken are left out of `scope`',
        mark: 'certain / reported',
        sources: ['recorded', 'reports'],
        test: 'oauth: gives a token of the run-as user without expires_in and without a refresh token',
      },
      {
        behaviour: 'Secret in the body or in a Basic header',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: takes key and secret in a Basic header too',
      },
      {
        behaviour: 'The same token for several holders; revoking it hits all',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: ends the session of every holder when one of them revokes',
      },
      {
        behaviour: 'JWT tokens, refused by SOAP below v68, taken by REST',
        mark: 'certain / reported',
        sources: ['help', 'reports'],
        test: 'oauth: issues a JWT when the app says so, which SOAP refuses and REST takes',
      },
      {
        behaviour: 'Header and claims of a JWT; `scp` leaves out what `scope` leaves out',
        mark: 'certain / reported',
        sources: ['recorded', 'reports'],
        test: 'oauth: names the same scopes inside a JWT as beside it',
      },
      {
        behaviour: 'SOAP takes JWT tokens from v68 on',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: issues a JWT that SOAP takes from v68 on',
      },
      {
        behaviour: "The policy's JWT timeout decides how long a JWT lives",
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'oauth: lets a JWT live as long as the policy says',
      },
      {
        behaviour: '`invalid_client_id`',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: does not know a wrong key',
      },
      { behaviour: '`invalid_client`', mark: 'certain', sources: ['recorded'], test: 'oauth: refuses a wrong secret' },
      {
        behaviour: '`request not supported on this domain`',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: refuses the flow on a login host',
      },
      {
        behaviour: '`no client credentials user enabled`',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: says that no user is set when the policy has the flow off or names nobody',
      },
      {
        behaviour: '`inactive_user`',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: refuses an inactive run-as user',
      },
      {
        behaviour: '`invalid_app_access`',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: refuses a user whom the admin has not approved, and takes one who holds the permission set',
      },
      {
        behaviour: 'Use Any API Client goes around the approval',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: lets a user with Use Any API Client around the approval',
      },
      {
        behaviour: 'Login addresses count unless the policy relaxes them',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: keeps a user to their login addresses unless the policy relaxes them',
      },
      {
        behaviour: 'Login hours',
        mark: 'certain',
        sources: ['help'],
        test: 'oauth: keeps a user to their login hours',
      },
      {
        behaviour: '`authentication failure` for a session level out of reach',
        mark: 'assumed',
        sources: ['none'],
        test: 'oauth: cannot reach a high assurance session',
      },
      {
        behaviour: '`too many scopes requested`',
        mark: 'reported, code and number assumed',
        sources: ['reports', 'none'],
        test: 'oauth: refuses too many Data Cloud scopes',
      },
      {
        behaviour: 'The login history has the reason',
        mark: 'certain',
        sources: ['object-reference'],
        test: 'oauth: writes the reason into the login history',
      },
      {
        behaviour: 'Settings and secrets take their time, each its own',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: does not know a new app before its settings have arrived, nor its secret before that has',
      },
      {
        behaviour: 'After a rotation the old secret works until the new one has arrived',
        mark: 'reported',
        sources: ['reports'],
        test: 'oauth: takes the old secret after a rotation until the new one has arrived',
      },
      {
        behaviour: "JWT bearer with the app's certificate",
        mark: 'certain',
        sources: ['help'],
        test: 'source-sets: gives a token for an assertion that its key signed',
      },
      {
        behaviour: 'A user who has approved nothing is refused there',
        mark: 'certain',
        sources: ['help'],
        test: 'source-sets: refuses another key, an unknown app and a user who is not approved',
      },
      {
        behaviour: 'The audience is the My Domain; login hosts do not know External Client Apps',
        mark: 'certain, the latter reported',
        sources: ['recorded', 'reports'],
        test: 'source-sets: refuses an audience that is not its own with "%s"',
      },
      {
        behaviour: 'An assertion ends',
        mark: 'certain, wording assumed',
        sources: ['help', 'none'],
        test: 'source-sets: refuses an assertion that has expired or never does',
      },
      {
        behaviour: 'Login addresses count there whatever the policy says',
        mark: 'certain for Connected Apps',
        sources: ['help'],
        test: 'source-sets: keeps a user to their login addresses though the policy relaxes them',
      },
      {
        behaviour: 'An app that logs in so shows in apps/oauth/usage',
        mark: 'reported',
        sources: ['reports'],
        test: 'source-sets: shows its app in the usage afterwards',
      },
      {
        behaviour: 'Refresh token',
        mark: 'certain',
        sources: ['help'],
        test: 'outside-clients: gets a new session with its refresh token when the old one has expired',
      },
      {
        behaviour: 'Introspection and revocation, read by a client of others',
        mark: 'certain',
        sources: ['help'],
        test: 'outside-clients: introspects and revokes',
      },
    ],
  },
  {
    title: 'Answers of OAuth',
    behaviours: [
      {
        behaviour: 'Parameters of the token request may be in the query',
        mark: 'certain',
        sources: ['help'],
        test: 'recorded: token by parameters in the query',
      },
      {
        behaviour: '`format=xml`, also by the header Accept',
        mark: 'certain, root element reported',
        sources: ['help', 'reports'],
        test: 'recorded: token as XML',
      },
      {
        behaviour: '`format=urlencoded`',
        mark: 'certain',
        sources: ['help'],
        test: 'recorded: token as a form',
      },
      {
        behaviour: 'Discovery names only what this org answers; an org names a browser login too',
        mark: 'of the local org alone',
        sources: ['own'],
        test: 'wire-shapes: of what is discovered lead to something',
      },
      {
        behaviour: 'A revocation answers nothing, with a content type',
        mark: 'certain, the type assumed',
        sources: ['recorded', 'none'],
        test: 'recorded: revocation by POST',
      },
      {
        behaviour: '`unsupported_token_type` for a token that is none or not alive, as a form and not as JSON',
        mark: 'reported, its type assumed',
        sources: ['reports', 'none'],
        test: 'recorded: revocation of what is no token',
      },
      {
        behaviour:
          'No token, a dead one, another org, nobody: `Missing_OAuth_Token`, `Bad_OAuth_Token`, `Wrong_Org`, `Bad_Id`',
        mark: 'certain',
        sources: ['help', 'recorded'],
        test: 'recorded: identity without a token',
      },
    ],
  },
];
