import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const metadataBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Metadata files',
    behaviours: [
      {
        behaviour:
          "Each API version has its own fields; an unknown element is an error with Salesforce's text, line and column",
        mark: 'certain; text reported, column assumed',
        sources: ['schema', 'reports', 'none'],
        test: 'metadata-rules: takes %s in %s (%s) at v%i and refuses it at v%i',
      },
      {
        behaviour: 'The misspelt `clientCredentialsUser` fails with line and column in the real clients',
        mark: 'reported',
        sources: ['reports'],
        test: 'salesforce-clients: refuses an element that the API version does not have, with line and column',
      },
      {
        behaviour: 'A type is unknown before its version',
        mark: 'certain',
        sources: ['schema', 'metadata-guide'],
        test: 'metadata-rules: does not know a type before its version',
      },
      {
        behaviour:
          'Enums, switches, numbers and required fields are checked; `contactEmail` and `callbackUrl` are demanded although the schema does not',
        mark: 'certain / reported',
        sources: ['schema', 'reports'],
        test: 'metadata-rules: refuses %s that is wrong in %s',
      },
      {
        behaviour: 'Names and labels of an app have at most 80 characters; those of its parts too',
        mark: 'certain / assumed',
        sources: ['programs', 'none'],
        test: 'metadata-rules: refuses %s that is wrong in %s',
      },
      {
        behaviour: 'Scopes: 36 names, the error lists the valid ones',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: refuses %s that is wrong in %s',
      },
      {
        behaviour: 'Permission sets by API name, not by id',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: refuses %s that is wrong in %s',
      },
      {
        behaviour:
          'Permissions need others, in the words of a refused deploy: those of apps, `ManageUsers`, `ResetPasswords`',
        mark: 'reported',
        sources: ['reports'],
        test: 'permission-sets: need each permission that another one of %s depends on: %s',
      },
      {
        behaviour: 'Element order does not matter on the way in and is alphabetical on the way out',
        mark: 'certain out, assumed in',
        sources: ['files', 'none'],
        test: "source-sets: comes back in the order of the schema, with the org's defaults",
      },
      {
        behaviour: 'Files in a folder of another name deploy through SDR, not in a plain zip',
        mark: 'certain',
        sources: ['programs'],
        test: 'salesforce-clients: deploys a set with elements in any order from a folder of another name',
      },
      {
        behaviour:
          'A retrieve holds every switch: 18 elements in the global settings, 11 in the OAuth policies, 12 at v61 to v63',
        mark: 'certain',
        sources: ['files'],
        test: 'source-sets: comes back with 18 elements in the global settings and 11 in the policies',
      },
      {
        behaviour: 'No execution user in a retrieve while the flow is off',
        mark: 'reported',
        sources: ['reports'],
        test: 'source-sets: names no execution user while the flow is off',
      },
      {
        behaviour: 'An app made in Setup (`_oauthPlcy`, `_plcy`) round-trips',
        mark: 'reported',
        sources: ['reports'],
        test: 'source-sets: comes back byte for byte, but for what the server owns',
      },
      {
        behaviour: 'Settings without OAuth settings are refused',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: refuses global settings of an app without OAuth settings',
      },
    ],
  },
  {
    title: 'Execution user',
    behaviours: [
      {
        behaviour: 'Must exist: username, not e-mail, not id; needed while the flow is on',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: is refused when it is %s',
      },
      {
        behaviour: 'Must be active at deploy time',
        mark: 'assumed',
        sources: ['none'],
        test: 'metadata-rules: is refused when it is inactive',
      },
      {
        behaviour: 'Is kept in lower case',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: is kept in lower case',
      },
    ],
  },
  {
    title: 'Policies',
    behaviours: [
      {
        behaviour:
          "Made by the org when none is deployed: `<OAuth settings>_defaultPolicy`, `<App>_defaultPolicy`, with Salesforce's defaults",
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: are made by the org under its own names when none are deployed',
      },
      {
        behaviour: 'Own names work on the first deploy; a second name is `DUPLICATE_VALUE`',
        mark: 'reported',
        sources: ['reports'],
        test: 'metadata-rules: take names of their own on the first deploy, and no second name later',
      },
      {
        behaviour: 'None for an app without OAuth settings',
        mark: 'assumed',
        sources: ['none'],
        test: 'source-sets: get policies for the one with OAuth only',
      },
    ],
  },
  {
    title: 'Connected Apps and profiles',
    behaviours: [
      {
        behaviour: 'Connected Apps that are there can be read and changed; new ones are refused',
        mark: 'certain, wording assumed',
        sources: ['help', 'none'],
        test: 'connected-apps: can be changed and not be created',
      },
      {
        behaviour: 'Connected Apps have every field that is published, with SAML, canvas and mobile',
        mark: 'certain, enums assumed',
        sources: ['schema', 'none'],
        test: 'connected-apps: have every field that is published',
      },
      {
        behaviour: 'An app cannot have the name of a Connected App',
        mark: 'reported',
        sources: ['reports'],
        test: 'connected-apps: keep their name from External Client Apps',
      },
      {
        behaviour: 'Settings are set one by one',
        mark: 'assumed',
        sources: ['none'],
        test: 'connected-apps: have settings of their own, which a deploy sets one by one',
      },
      {
        behaviour: 'Login addresses and hours of a profile are in its metadata, one record at a time',
        mark: 'certain',
        sources: ['metadata-guide'],
        test: 'connected-apps: give metadata for one record at a time, and none to the data API',
      },
    ],
  },
];
