import type { BehaviourGroup } from '../state/evidence.js';

/** What this room does as orgs do, beyond single endpoints, objects and rules. */
export const recordsBehaviours: readonly BehaviourGroup[] = [
  {
    title: 'Users and records',
    behaviours: [
      {
        behaviour: 'A pre-authorisation is a row of SetupEntityAccess',
        mark: 'certain, that policy and rows agree assumed',
        sources: ['object-reference', 'none'],
        test: 'entity-access: has a row for each permission set and profile that the policy approves',
      },
      {
        behaviour: 'What a permission set allows on an object is a row of ObjectPermissions',
        mark: 'certain, that profiles have none here assumed',
        sources: ['object-reference', 'none'],
        test: 'entity-access: has a row for each object that a permission set gives access to',
      },
      {
        behaviour: 'One insert approves, one delete takes it back',
        mark: 'certain',
        sources: ['object-reference'],
        test: 'entity-access: approves the run-as user by one insert, until the row is deleted',
      },
      {
        behaviour: 'So is the access to a principal of an External Credential',
        mark: 'certain',
        sources: ['object-reference'],
        test: 'entity-access: has a row for each principal that a permission set may use',
      },
      {
        behaviour: 'Limits need View Setup and Configuration',
        mark: 'certain',
        sources: ['rest-guide'],
        test: 'records: see the limits only with View Setup and Configuration',
      },
      {
        behaviour: 'API access comes from profile and permission sets together',
        mark: 'certain',
        sources: ['help'],
        test: 'records: are refused by the API without API Enabled, whoever granted it',
      },
      {
        behaviour: 'A profile has a permission set of its own in the assignments',
        mark: 'certain',
        sources: ['object-reference'],
        test: 'records: answers %s with %i',
      },
      {
        behaviour: 'The licence comes before the permission set; seats run out',
        mark: 'reported / assumed',
        sources: ['reports', 'none'],
        test: 'records: need the licence first',
      },
      {
        behaviour: 'A username has the form of an e-mail, without spaces and ends of lines',
        mark: 'certain, code and wording assumed',
        sources: ['object-reference', 'none'],
        test: 'records: have usernames in the form of an e-mail',
      },
      {
        behaviour: 'A frozen user stays active and loses the session',
        mark: 'certain',
        sources: ['object-reference', 'help'],
        test: 'records: are frozen through UserLogin, stay active, and lose their session',
      },
      {
        behaviour: 'Object permissions decide what describe, query and create say',
        mark: 'certain, codes assumed',
        sources: ['help', 'none'],
        test: 'records: follow the object permissions of a permission set',
      },
      {
        behaviour: 'A value fits its field: length, e-mail, number, id of the right object that is there',
        mark: 'certain, words reported',
        sources: ['object-reference', 'reports'],
        test: 'records: hold what their fields take, and say what they do not',
      },
      {
        behaviour: 'Bodies may be compressed, and PATCH be named in the address of a POST',
        mark: 'certain',
        sources: ['rest-guide'],
        test: 'records: are written with a compressed body, and by POST in the place of PATCH',
      },
      {
        behaviour: 'An address has at most 16 384 characters (414), and so has it with the headers (431)',
        mark: 'certain, code and words assumed',
        sources: ['rest-guide', 'none'],
        test: 'rough-input: refuses an address, or headers, that are longer than orgs read',
      },
      {
        behaviour: 'Queries come in batches of 2000',
        mark: 'certain',
        sources: ['rest-guide'],
        test: 'records: come in batches of 2000',
      },
      {
        behaviour: 'Errors of a query begin with the place',
        mark: 'certain',
        sources: ['recorded'],
        test: 'soql: and says where',
      },
      {
        behaviour: 'Aggregates, groups, dates, escapes and conditions in queries',
        mark: 'certain',
        sources: ['soql-guide'],
        test: 'soql: %s: %i in all',
      },
      {
        behaviour: 'What a query may not say',
        mark: 'certain, words reported',
        sources: ['soql-guide', 'reports'],
        test: 'soql: %s',
      },
      {
        behaviour: 'Columns without alias are expr0 and on',
        mark: 'certain',
        sources: ['soql-guide'],
        test: 'soql: names what has no alias expr0 and on, and other columns as they are',
      },
      {
        behaviour: 'The Tooling API has a result of its own shape',
        mark: 'certain',
        sources: ['recorded'],
        test: 'soql: the Tooling API answers in a shape of its own',
      },
      {
        behaviour: 'Used requests are in a header of every answer below a version',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: tell how many requests were used, below a version and nowhere else',
      },
      {
        behaviour: '405 names the methods; HEAD is taken where GET is',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: name the methods that a resource takes, and take HEAD where GET is',
      },
      {
        behaviour: '201 says where; 404 tells a deleted record from no id',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: say where a created record is, that a deleted one is gone, and what is no id',
      },
      {
        behaviour: 'Versions that ended; another header than Bearer',
        mark: 'certain / reported',
        sources: ['recorded', 'reports'],
        test: 'wire-shapes: are 410 for versions that ended, and 401 for a header that is not Bearer',
      },
      {
        behaviour: 'Maintenance is a page',
        mark: 'certain',
        sources: ['recorded'],
        test: 'wire-shapes: are a page while the org is maintained',
      },
    ],
  },
];
